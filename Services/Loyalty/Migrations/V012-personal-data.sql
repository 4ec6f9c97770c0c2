-- Everything that somebody ever held, for the file of the person.
CREATE INDEX issued_coupons_by_holder ON issued_coupons (end_user, id);
