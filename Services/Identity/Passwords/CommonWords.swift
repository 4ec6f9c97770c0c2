/// The words that passwords are made of, those that are tried first at the front.
///
/// Written by `deploy/common_words.py`, from the frequency lists of zxcvbn.
enum CommonWords {
    static let text = """
        123456 james mary smith the you john johnson of password patricia 12345678 and linda robert to
        williams barbara in jones michael qwerty that 123456789 brown elizabeth it was william 12345
        david davis is jennifer me 1234 for maria miller richard what 111111 as charles susan this
        wilson 1234567 joseph know margaret moore on dorothy dragon taylor thomas with 123123 anderson
        by christopher lisa no baseball daniel have jackson nancy abc123 at karen my paul white betty
        football from harris mark donald helen just martin monkey an george letmein not sandra
        thompson do donna garcia kenneth shadow were are be carol martinez master steven 696969 edward
        robinson ruth which your brian clark doc mustang sharon we 666666 https michelle rodriguez
        ronald also anthony laura lewis qwertyuiop so 123321 but kevin lee or sarah 1234567890 all has
        jason kimberly walker deborah had hall matthew well allen first gary jessica oh superman
        654321 about one shirley timothy young 1qaz2wsx cynthia hernandez jose right their 7777777
        angela its king larry after get jeffrey melissa wright brenda frank here lopez new qazwsx amy
        hill jordan out scott who 123qwe anna eric going green they 000000 adams like rebecca stephen
        two andrew baker her killer virginia yeah gonzalez if kathleen raymond she trustno1 been can
        gregory hunter nelson pamela carter harley joshua martha other up debra jerry mitchell want
        when zxcvbnm amanda asdfgh dennis perez think time buster during roberts stephanie walter
        batman carolyn now patrick there turner christine go into peter phillips soccer campbell
        harold marie school tigger charlie douglas how janet more parker catherine evans got henry may
        sunshine carl did edwards frances iloveyou years ann arthur collins over why joyce only ranger
        ryan see stewart come diane hockey roger sanchez year alice computer good joe morris most juan
        julie really rogers starwars would heather jack look reed world albert city cook pepper teresa
        will doris jonathan klaster morgan okay some 112233 back bell gloria justin where between
        evelyn murphy terry zxcvbn bailey freedom gerald jean later mean cheryl keith princess rivera
        tell three cooper maggie mildred samuel state hey katherine pass richardson such willie cox
        ginger joan ralph then 11111111 ashley could howard lawrence national 131313 judith nicholas
        used ward made rose roy torres yes benjamin janice known love peterson something because bruce
        cheese gray kelly under 159753 brandon many nicole ramirez say adam judy summer take
        university watson brooks chelsea christina harry united way dallas fred kathy little sanders
        while biteme make part price theresa wayne bennett beverly billy matrix need season denise
        gonna steve team wood yankees 6969 barnes louis never tammy these american corvette irene
        jeremy ross aaron austin henderson jane than too access coleman film lori randy eugene jenkins
        rachel second thunder born carlos marilyn merlin perry sure andrea our powell russell secret
        south became bobby diamond kathryn long sorry hello louise patterson states victor ernest
        hammer hughes let sara war anne flores phillip thing through 1234qwer being jacqueline maybe
        todd washington butler down including jesse silver wanda bonnie both craig gfhjkm man simmons
        alan before foster internet julia very gonzales north ruby samantha shawn bryant clarence
        golfer high lois should alexander anything however scooter sean tina griffin people philip
        phyllis said test chris diaz family much norma orange any cookie early hayes johnny paula
        diana earl even history myers q1w2e3r4t5 album annie ford jimmy maverick off antonio area
        hamilton lillian please sparky danny doing emily graham phoenix them bryan mickey robin series
        sullivan thank against bigdog give peggy tony wallace crystal luis snoopy thought until woods
        cole gladys guitar help mike since district rita stanley talk west whatever chicken county
        dawn god leonard owens camaro connie name nathan reynolds still dale fisher florence mercedes
        wait work ellis find life manuel peanut tracy edna ferrari group harrison nothing rodney again
        curtis falcon gibson music tiffany carmen cowboy following mcdonald norman things cruz marvin
        number rosa welcome cindy company marshall vincent call glenn grace ortiz samsung several four
        gomez jeffery steelers told wendy called great murray smokey travis victoria better dakota
        edith freeman jeff played chad ever kim released wells boomer career jacob night sherry webb
        away eagles league melvin simpson sylvia alfred believe game josephine stevens tigers feel
        government kyle marina thelma tucker everything francis house nascar porter shannon bradley
        each hicks sheila based crawford ethel fine gateway jesus boyd day ellen herbert last yellow
        elaine frederick keep mason porsche same does marjorie monster morales ray won carrie joel
        kennedy put spider use around charlotte diablo edwin station warren club dixon don hannah
        monica stop bulldog eddie esther international ramos junior pauline reyes ricky town burns
        emma guy located london troy gordon juanita population purple randall always anita barry
        compaq general shaw bernard college holmes lakers listen rhonda east hazel iceman mario rice
        wanted amber found guys leroy qwer1234 robertson age eva francisco hardcore huh hunt black
        cowboys debbie march marcus those april big daniels end micheal money banana leslie lot palmer
        september theodore began clara clifford happened mills ncc1701 boston home lucille miguel
        nichols thanks grant jamie oscar public tennis church jay joanne knight q1w2e3r4 trying coffee
        eleanor ferguson jim kind line june scooby stone tom valerie wrong 123654 calvin danielle
        hawkins river talking guess member nikita care system yamaha bad mother place barney century
        mom band brandy remember chester getting july york january oliver together dad october player
        forever leave song august rangers understand best midnight actually chicago former bigdaddy
        british hear baby party redsox angel named nice badboy father held else fender village jasper
        show stay done local slayer november rabbit course natasha took marine might service december
        mind built every wizard another enough marlboro major raiders try hell prince within along
        came casper fishing members someone five flower jasmine single whole due iwantu yourself
        although idea adidas ask small must old winter coming left winner final gandalf looking large
        password1 woman enter include room building ghbdtn knew 1q2w3e4r served tonight golden
        president real cocacola received son games hope jordan23 death went winston february hmm
        madison angels happy main panther pretty third saw set children girl own sir friend order
        already species park saying sophie asdfasdf law next air job problem published thx1138 minute
        road toyota died thinking tiger book canada heard men 12344321 honey women army matter 8675309
        myself often according muffin education exactly liverpoo apples central having country
        probably qwerty123 division happen passw0rd abcd1234 english hurt pokemon top 123abc boy
        included dead development slipknot french gotta qazxsw 123456a alone community among excuse
        scorpion qwaszx start water butter kill play hard side startrek list rainbow asdfghjkl times
        today car near razz late newyork ready form redskins without gemini original wants cameron
        different hold center qazwsxedc wanna florida power yet led liverpool seen deal students
        turtle german once sierra gone moved viking booger court morning six supposed doctor friends
        land council head rocket 159357 island stuff dolphins worry captain live record bandit million
        truth face jaguar research art forget packers established pookie true award cause peaches
        789456 soon street asdf knows military dolphin television telling given helpme wife blue
        region chance support theman maxwell run western move production qwertyui anyone non lovers
        person political bye maddog point cup giants somebody heart nirvana period business metallic
        miss hotdog making title meet rosebud started anyway mountain various election phone warrior
        reason stupid using elephant england lost role looks produced success become bond007 bring
        case jackass program alexis turn works field wish lucky tomorrow total kids office scorpio
        class samson trust check q1w2e3 written association azerty change anymore radio rush2112
        driver least union freddy level 1q2w3e4r5t championship working director makes sydney few
        gators taking dexter force means brother created red123 123456q department hate 12345a ago
        founded bubba says services beautiful creative married gave though voodoo fact golf per crazy
        trouble america sit site afraid nissan open act gunner important garfield rest short fun
        society asdfghjk kid version 5150 royal word present watch apollo glad northern 1qazxsw2
        everyone worked 2112 professional sister eminem full minutes everybody legend returned
        airborne bit joined bear couple story beavis france whoa apple either european brooklyn
        currently mrs feeling godzilla language daughter skippy social 4815162342 california wow buddy
        gets india asked days qwert break design kitten magic promise door further shelby beaver close
        round australia hand phantom asdasd easy wrote question san xavier braves project tried
        control darkness far blink182 southern walk copper needs railway board mine platinum killed
        popular qweqwe continued hospital tomcat 01012011 anybody free alright battle girls bigboy
        considered wedding 102030 shut video able animal common die police position living online
        perfect 11223344 half stand comes playing voyager hit lifehack recorded 12qwaszx red waiting
        dinner fish post described funny sniper 315475 average husband almost records trinity blazer
        pay special answer heaven modern appeared cool lover announced eyes snowball areas news child
        loveme rock bubbles release elected hooters yours cricket moment others example sleep willow
        donkey read term opened topgun nintendo similar sounds formed saturn sonny destiny pick route
        census pakistan sometimes bed current pumpkin date digital schools originally plan sergey
        hours lake redwings developed explorer lose hands race private serious forces runner addition
        behind therock guinness information inside ahead lasvegas upon beatles province week 789456123
        match wonderful event fight fire cassie past songs christin cut result events quite qwerty1
        celtic win asdf1234 eastern sick andrey track broncos eat lead 007007 nobody teams babygirl
        goes science eclipse human save construction fluffy seems cartman finally minister germany
        lives michigan awards carolina worried available testing upset alexande carly throughout
        birdie met training brought pantera style body cherry seem museum sort vampire australian
        mexico safe health buffalo leaving seven front genius signed chief montana shot beer
        eventually loved appointed asking minecraft maximus running sea centre clear flyers debut
        figure lovely hot stalker tour felt metallica points doggie media parents drink light snickers
        absolutely range speedy bronco character across daddy lol123 features paradise sweet alive
        families yankee horses largest sense indian magnum meant dreams happens network 147258369 bet
        less blood lacrosse performance ou812 players goober kidding refer enigma europe lie meeting
        qwertyu sold dear festival scotty seeing usually sound taken despite fault surfer designed ten
        buy committee poohbear genesis hour process return speak star asd123 lady official episode jen
        qweasdzxc institute racing thinks christmas hello1 stage followed hawaii outside eagle1 hang
        performed japanese possible viper personal poopoo worse einstein mistake thus arts ooh 12345q
        handle space low spend drowssap months totally giving includes simple badger china alaska
        marriage study action middle realize jester magazine unless drummer leading 111222 japan send
        groups needed spitfire aircraft forest scared featured maryjane picture champion federal
        talked ass civil diesel hundred rights svetlana changed friday model coach completely hotrod
        147258 canadian explain books certainly chevy lucky1 remained sign boys eight westside
        relationship security type google independent loves badass completed hair capital lying tester
        academy choice shorty anywhere instead thumper future hitman kingdom mozart organization weird
        countries luck zaq12wsx studies competition reddog turned 010203 sports touch kiss lizard size
        a123456 above crane 123456789a questions section finished obviously ruslan eagle gold wonder
        1232323q involved pain calling reported scarface management qwerty12 somewhere 147852 systems
        throw a12345 industry straight buddha cold directed fast market 420420 fourth words food
        movement spirit money1 none technology bank drive stargate feelings ground qwe123 campaign
        naruto base marry mercury drop liberty lower 12345qwert cannot sent dream rather semperfi
        added protect suzuki popcorn provided twenty coast spooky surprise grand marley sweetheart
        historic poor scotland kitty looked valley cherokee conference mad bridge except vikings gun
        simpsons winning approximately rascal dance films qweasd chinese hummer takes appreciate
        awarded loveyou degree especially michael1 patches russian situation besides russia shows
        jupiter native pull female penguin passion replaced worth municipality sheridan amazing square
        vfhbyf expect honda studio medical swear vladimir data piece sandman african busy passport
        happening raider successful mid movie 123789 bay attack catch infinity assman perhaps previous
        bulldogs operations step fall fantasy spanish theatre watching 1234554321 kept student darling
        horney republic beginning dog domino budlight honor provide disney moving ship ironman primary
        till admit owned problems softball writing brutus murder tournament culture redrum bigred evil
        introduced definitely mnbvcxz texas feels fktrcfylh related honest karina natural eye marines
        parts broke digger governor kawasaki missed reached cougar ireland longer dollars fireman
        units oksana senior tired decided evening monday italian starting entire justice whose higher
        trip africa niles super standard suppose wildcats calm income tinker imagine logitech
        professor dancer fair placed caught regional swordfis avalon blame los buildings everton
        sitting alexandr championships favor active apartment motorola novel patriots terrible clean
        energy generally learn madonna frasier interest ducati relax via accident colorado economic
        connor previously wake juventus prove stated galore itself smart channel message smooth below
        freeuser missing forgot operation warcraft boogie interested leader table titanic traditional
        nbsp trade wolverin elizabet mouth structure arizona limited pregnant ring runs valentin
        careful prior saints asdfg regular shall accord dude famous ride saint test123 figured navy
        password123 christ foreign wear listed shoot yfnfif artist stick stinky catholic follow
        airport angry spiderma naughty results write chopper parliament stopped collection hello123
        ran ncc1701d standing unit extreme forgive officer goal jail skyline attended poop wearing
        command ladies zombie kinda pearljam staff 123qweasd commission lunch cristian froggy lived
        awesome greenlee location gotten plays vision commercial hoping pirate fylhtq phoebe places
        dreamer foundation thousand bullet ridge significant older paper predator empire medal tough
        123123a self tape count kirill scored boyfriend charlie1 companies highway panthers proud
        activities agree birthday programs skipper nemesis wide musical rasdzv3 share notable offer
        peekaboo hurry library rolltide cardinal feet numerous paris psycho wondering danger decision
        towards individual mookie ones allowed finish happy1 plant voice chevelle herself property
        annual manutd contract goblue mess 9379992 deserve whom evidence highest hobbes cute initially
        vegeta dress fyfcnfcbz required 852456 earlier interesting assembly hotel picard 159951
        artists enjoy quiet rural windows concerned loverboy seat practice staying victory beat
        defeated vfrcbv bambam ended sweetie mention serega soviet 123654789 clothes length fell spent
        turkey manager neither tweety galina mmm press associated fix hiphop author respect rooster
        changeme issues prison additional attention berlin characters holding taurus calls lord polina
        surprised zealand bar electric policy avatar engine keeping 134679 gift township maksim noted
        historical putting raptor alpha1 complete dark financial hendrix owe ice newport religious
        helping mission brazil contains normal aunt nine spring a1b2c3 lawyer recent apart madmax
        represented alpha pennsylvania plans administration britney jax girlfriend opening sublime
        darkside floor secretary bigman lines whether report wolfpack box classic executive hercules
        judge youth closed ronaldo upstairs letmein1 sake theory 1q2w3e mommy writer 741852963 italy
        possibly angeles spiderman worst acting appearance blizzard 123456789q accept feature cheyenne
        queen cjkysirj launched strange legal saved tiger1 conversation terms wombat bubba1 entered
        plane issue mama pandora edition yesterday zxc123 holiday lied singer greek quick wildcat
        devils lately majority background horse stuck alabama difference source 147852369 anti store
        caesar cultural 12312 bought complex buddy1 changes doubt listening recording stadium walking
        cops islands pickle deep operated shaggy catch22 dangerous particularly basketball buffy
        leather chronic month sleeping a1b2c3d4 chloe uses admin port rafe castle join qqq111 card
        mostly qaz123 airplane crime names fort gentlemen kodiak freepass selected willing billybob
        increased window status sunset walked earth guilty katana likes phpbb subsequently chocolat
        fighting pacific cover difficult snowman angel1 soul variety certain joke stingray favorite
        firebird goals remains uncle wolves promised upper zeppelin bother congress detroit becoming
        pontiac seriously cell gundam studied irish knowing panzer broken nature advice outlaw
        particular loss redhead somehow caused paid tarheels chart greenday losing nastya push
        01011980 forced helped create killing boss engineer era dragon1 liked retired hellfire
        innocent material review rules serenity cobra learned rate fireball singles thirty lickme
        referred risk darkstar larger letting 1029384756 individuals speaking 01011 ridiculous shown
        afternoon mustang1 provides apologize flash products 124578 nervous speed charge democratic
        strike beauty patient poland boat parish pavilion 01012000 olympics bobafett cities hide
        dbrnjhbz detective themselves bigmac planning temple bowling huge wing breakfast chris1 genus
        horrible households ytrewq awful natali serving cost pleasure pyramid driving rulez wales
        hanging stations welcome1 dodgers passed picked apache sell supported quit swimming view
        apparently cases whynot dying forms teens actor notice trooper congratulations male defender
        matches visit males precious 135790 stars letter packard tracks decide females weasel
        administrative forward popeye fool lucifer median cancer effect showed biography icecream
        smell 142536 seemed train engineering raven spell camp memory swordfish offered pictures
        presario chairman slow viktor houses rockstar seconds blonde hungry mainly 19th hearing james1
        kitchen surface wutang spike therefore nearly atlanta realized score airforce ancient kick
        grab subject thailand casino discuss fifty lennon mouse reading 741852 idiot hacker suddenly
        agent bluebird destroy hawkeye 456123 bucks shoes theone catfish peace arms sailor demon
        goldfish livvie nfnmzyf consider tattoo papers pervert barbie incredible maxima witch drunk
        attorney machine tells trucks knock wrangler rocks ways gives tornado lights nose cadillac
        skye bubble turns keeps pegasus jealous madman drug longhorn browns sooner cares target 666999
        plenty eatme extra outta qazwsx123 microsoft weekend dilbert matters christia gosh baller
        opportunity impossible shooter waste pretend xfiles jump seattle eating qazqaz cthutq proof
        amateur slept arrest prelude breathe corona freaky perfectly malibu warm 123qweasdzxc pulled
        twice 246810 easier atlantis goin dating integra pussies suit iloveu romantic drugs lonewolf
        comfortable dragons finds monkey1 checked unicorn divorce software begin bobcat ourselves
        stealth closer peewee openup ruin 753951 smile laugh srinivas treat zaqwsx fear valentina
        shotgun otherwise trigger excited veronika bruins mail coyote hiding babydoll stole joker
        pacey dollar noticed fired lestat excellent rocky1 bringing hottie bottom random butterfly
        note sudden wordpass bathroom smiley honestly sweety sing snake chipper foot remind woody
        charges samurai devildog witness finding gizmo maddie tree dare soso123aljg hardly mistress
        freedom1 flipper steal express silly contact hjvfirf moose teach cessna shop piglet polaris
        teacher montreal cookies wolfgang scully fatboy wicked balls tickle bunny dfvgbh foobar
        transam pepsi oicu812 basketba toshiba hotstuff sunday gambit 31415926 impala stephani
        jessica1 lancer knicks shamrock stinger 314159 redneck deftones squirt siemens blaster trucker
        subaru renegade ibanez manson reaper blondie mylove galaxy blahblah enterpri travel 1234abcd
        babylon5 indiana skeeter master1 sugar ficken smoke bigone sweetpea trfnthbyf marino escort
        smitty bigfoot babes larisa trumpet spartan valera babylon asdfghj yankees1 stormy mister
        hamlet aardvark butterfl marathon paladin cavalier manchester skater indigo hornet buckeyes
        01011990 indians karate hesoyam toronto diamonds chiefs buckeye 1qaz2wsx3edc highland charger
        redman passwor maiden drpepper storm garden 12345678910 pencil sherlock timber thuglife insane
        pizza jungle jesus1 aragorn 1a2b3c hamster david1 triumph techno lollol pioneer catdog 321654
        fktrctq morpheus 141627 pascal shadow1 hobbit consumer blabla justme stones chrissy spartak
        goforit burger pitbull adgjmptw italia barcelona hunting colors kissme virgin overlord pebbles
        sundance emerald doggy racecar irina element 1478963 zipper alpine basket goddess poison
        sakura chichi huskers 13579 q12345 ultimate ncc1701e blackie nicola rommel matthew1 caserta
        omega geronimo sammy1 trojan 123qwe123 philips nugget tarzan chicks aleksandr bassman trixie
        portugal anakin dodger bomber superfly madness q1w2e3r4t5y6 loser 123asd fatcat ybrbnf soldier
        warlock wrinkle1 desire babe seminole alejandr 951753 11235813 westham andrei concrete
        access14 weed letmein2 ladybug christop trombone tintin bluesky rhbcnbyf qazxswedc onelove
        cdtnkfyf vfvjxrf titans stallion truck hansolo blue22 smiles beagle panama kingkong flatron
        inferno mongoose connect poiuyt snatch qawsed juice blessed rocker snakes turbo bluemoon
        finger jamaica a1234567 mulder beetle passat immortal plastic 123454321 anthony1 whiskey
        dietcoke spunky magic1 monitor cactus exigen planet ripper teen spyder apple1 nolimit hollywoo
        sticky trunks 1234321 14789632 pickles sailing bonehead ghbdtnbr delta charlott rubber 911911
        112358 molly1 yomama hongkong jumper william1 faster unreal memphis 1123581321 nylons legion
        sebastia shalom pentium geheim werewolf funtime ferret orion curious 555666 niners cantona
        sprite philly pirates abgrtyu lollipop eternity boeing super123 sweets cooldude tottenha
        green1 jackoff stocking 7895123 moomoo martini biscuit drizzt colt45 fossil makaveli snapper
        satan666 maniac salmon patriot verbatim nasty shasta asdzxc shaved blackcat raistlin
        qwerty12345 punkrock cjkywt 01012010 4128 waterloo crimson twister oxford musicman seinfeld
        biggie condor ravens megadeth wolfman cosmos sharks banshee keeper foxtrot gn56gn56 skywalke
        velvet black1 sesame dogs squirrel privet sunrise wolverine legolas grendel ghost cats carrot
        frosty lvbnhbq blades stardust frog qazwsxed 121314 coolio brownie groovy twilight daytona
        vanhalen pikachu peanuts licker hershey jericho intrepid ninja 1234567a zaq123 lobster goblin
        punisher strider shogun kansas amadeus seven7 jason1 neptune showtime muscle oldman ekaterina
        rfrfirf getsome showme 111222333 obiwan skittles danni tanker maestro tarheel anubis hannibal
        newlife gothic shark fighter blue123 blues 123456z princes slick chaos thunder1 sabine
        1q2w3e4r5t6y python test1 mirage devil clover tequila chelsea1 surfing delete potato chubby
        panasonic sandiego portland baggins fusion sooners blackdog buttons californ moscow playtime
        mature 1a2b3c4d dagger dima stimpy asdf123 gangster warriors iverson chargers byteme swallow
        liquid lucky7 dingdong nymets cracker mushroom 456852 crusader bigguy miami dkflbvbh bugger
        nimrod tazman stranger newpass doodle powder gotcha guardian dublin slapshot septembe
        147896325 pepsi1 milano grizzly woody1 knights photos 2468 nookie charly rammstein brasil
        123321123 scruffy munchkin poopie 123098 kittycat latino walnut 1701 thegame viper1 1passwor
        kolobok picasso robert1 barcelon bananas trance auburn coltrane goodluck starcraft wheels
        parrot postal blade wisdom pink gorilla katerina pass123 andrew1 shaney14 dumbass osiris
        oakland discover ranger1 lonestar bingo meridian ping heather1 dookie stonecol megaman
        192837465 rjntyjr ledzep lowrider 25802580 richard1 firefly griffey racerx paradox ghjcnj
        gangsta zaq1xsw2 tacobell weezer sirius halflife buffett shiloh 123698745 vertigo sergei
        aliens sobaka keyboard kangaroo sinner soccer1 bonjour socrates chucky hotboy sprint 0007
        sarah1 scarlet celica shazam formula1 sommer trebor qwerasdf jeep mailcreated5240 bollox
        honda1 rebels vacation lexmark penguins 12369874 ragnarok formula 258456 tempest vfhecz tacoma
        qwertz colombia flames rockon duck prodigy wookie dodgeram mustangs 123qaz sithlord smoker
        server bang incubus scoobydo oblivion molson kitkat titleist rescue zxcv1234 carpet 1122
        bigballs tardis jimbob xanadu blueeyes shaman mersedes pooper golfing hearts mallard 12312312
        kenwood patrick1 dogg cowboys1 oracle 123zxc nuttertools 102938 topper 1122334455 shemale
        sleepy gremlin yourmom 123987 gateway1 printer monkeys peterpan mikey kingston cooler jimbo
        pa55word asterix freckles birdman frank1 defiant aussie stud blondes tatyana 445566 aspirine
        mariners jackal deadhead katrin anime rootbeer frogger polo scooter1 hallo noodles thomas1
        parola shaolin celine 11112222 plymouth
        """
}
