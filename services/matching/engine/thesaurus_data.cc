#include "services/matching/engine/thesaurus_data.h"

namespace frontline::matching::engine {

const char kThesaurus[] = R"(
body worn video|bwv|body worn camera|bodycam|body cam|body camera|bodyworn video|bodyworn camera|body worn device|wearable camera|chest mounted camera
number plate recognition|anpr|automatic number plate recognition|automated number plate recognition|alpr|license plate recognition|licence plate recognition|lpr|number plate reader
records management system|rms|police records management|crime recording system|crime management system|case and custody system
command and control|cad|computer aided dispatch|computer assisted dispatch|incident management system|dispatch system|command control system|icc system
control room|contact centre|call centre|contact center|force control centre|force contact centre|call handling|call taking
mobile data terminal|mdt|in vehicle terminal|vehicle data terminal|mobile data device
electronic patient record|epcr|electronic patient care record|patient care record|patient report form
conducted energy device|taser|ced|conductive energy device|electroshock weapon|stun gun|x26|x2 device
personal protective equipment|ppe|protective equipment|protective clothing|protective wear
digital evidence management|dems|digital evidence|digital evidence management system|evidence management system|evidence management|digital asset management|digital media evidence
custody|detention|detainee|custody suite|police cell|detained person
firearms licensing|firearm licence|shotgun certificate|shotgun licensing|gun licence|firearms certificate
drone|uas|uav|unmanned aerial system|unmanned aerial vehicle|unmanned aircraft|rpas|remotely piloted aircraft|quadcopter|suas
emergency services network|esn|esmcp|emergency services mobile communications
airwave|tetra|terrestrial trunked radio|trunked radio
body armour|ballistic vest|stab vest|stab proof vest|bullet proof vest|bulletproof vest|ballistic protection|body armor|covert vest|overt vest
public order equipment|riot gear|riot shield|public order shield|riot helmet|public order helmet|riot equipment
baton|asp baton|friction lock baton|extendable baton|truncheon
incapacitant spray|pava|cs spray|captor spray|pepper spray|irritant spray
handcuffs|restraint|limb restraint|leg restraint|rigid cuff|handcuff|fastrap
spit guard|spit hood|spit and bite guard|bite guard
police vehicle|patrol car|response vehicle|police car|blue light vehicle|emergency response vehicle|panda car|marked vehicle
vehicle conversion|vehicle fit out|emergency vehicle conversion|vehicle livery|vehicle marking|blue light fit
vehicle telematics|telematics|fleet telemetry|driver behaviour monitoring|black box recorder|incident data recorder
fleet management|vehicle fleet|fleet maintenance|vehicle maintenance|vehicle servicing|fleet servicing
vehicle recovery|vehicle removal|recovery of vehicles|vehicle storage|seized vehicle|vehicle recovery scheme
dash cam|dashcam|in car video|in vehicle video|in car camera|vehicle cctv
cctv|closed circuit television|video surveillance|surveillance camera|security camera|public space surveillance
video analytics|video content analysis|cctv analytics|video analysis
facial recognition|face recognition|facial matching|face matching|live facial recognition|lfr|retrospective facial recognition
fingerprint|livescan|live scan|fingerprint scanner|fingerprint capture|fingerprinting|tenprint|latent print
mobile fingerprint|mobile biometric|lantern device|mobile biometrics|handheld fingerprint|biometric handheld
biometrics|biometric|biometric identification|biometric matching
forensic science|forensic service|forensics|forensic analysis|forensic laboratory|forensic examination|forensic testing
digital forensics|computer forensics|device examination|mobile phone forensics|mobile phone examination|phone download|handset examination|digital device extraction|digital investigation|phone extraction|mobile forensics|digital forensic unit
cell site analysis|call data analysis|communications data|call data record|cell site
dna|dna profiling|dna sampling|dna swab|dna testing|dna analysis
drug testing|drug wipe|drugwipe|roadside drug test|drug swab|saliva drug test|drug screening
breathalyser|breath test|breath alcohol|alcohol testing|evidential breath testing|breathalyzer|intoximeter
speed camera|safety camera|average speed camera|speed enforcement|speed detection|laser speed gun|speed gun|speed measurement
traffic enforcement|traffic offence|fixed penalty processing|red light camera|road traffic offence|traffic management
crime scene investigation|csi|scenes of crime|scene of crime|crime scene examination|soco|crime scene
evidence storage|property store|property management|exhibit store|evidence bag|exhibit management|seized property|found property|detained property
interview recording|suspect interview|digital interview recording|dir system|video interview|interview room recording|achieving best evidence
translation|interpretation|interpreter|interpreting|language service|language line|british sign language
forensic medical|custody healthcare|forensic medical examiner|forensic physician|healthcare in custody|police custody medical|forensic nurse
sexual assault referral|sarc|sexual assault referral centre|sexual offence examination
appropriate adult|appropriate adult service
victim support|victim service|victim care|witness care|victim and witness|support for victims
domestic abuse|domestic violence|dv perpetrator|domestic abuse perpetrator
stalking|harassment|stalking intervention
electronic monitoring|gps tag|electronic tagging|offender tagging|ankle tag|tagging of offenders
offender management|integrated offender management|iom|probation service|visor|managing offenders
liaison and diversion|out of court disposal|diversion scheme|conditional caution
restorative justice|victim offender mediation
missing person|missing people|misper|return home interview
mental health crisis|section 136|street triage|mental health triage|place of safety|crisis care
occupational health|employee health|fitness for work|occupational medicine
employee assistance|eap|welfare support|wellbeing|employee wellbeing|staff wellbeing|trauma support|counselling|trim
physiotherapy|physio|rehabilitation|musculoskeletal
fitness test|bleep test|job related fitness test|jrft|fitness testing
personal safety training|officer safety training|pst|self defence training|conflict management training|public and personal safety training
driver training|driving course|response driving|police driving|advanced driving|pursuit training|blue light driving
firearms training|firearms range|shooting range|live fire|firing range|judgemental training
firearm|weapon|rifle|carbine|pistol|shotgun|handgun|small arms
ammunition|cartridge|round of ammunition|bullet|attenuating energy projectile|baton round|aep
less lethal|less lethal weapon|non lethal weapon|less lethal option
virtual reality training|vr training|immersive training|simulation training|simulator|scenario training|hydra
e learning|elearning|online learning|online training|learning management system|lms|digital learning|computer based training
recruitment|recruiting|recruitment campaign|talent acquisition|applicant tracking|police recruitment|candidate assessment
vetting|security clearance|background check|security vetting|personnel security|pre employment screening|nppv
uniform|police uniform|workwear|officer clothing|corporate clothing|garment|tunic
footwear|boots|patrol boot|operational footwear|safety boot
high visibility|hi vis|hi viz|high vis|reflective jacket|high visibility jacket
headwear|bowler hat|custodian helmet|bump cap|police helmet|flat cap
gloves|search glove|needle resistant glove|cut resistant glove|slash resistant glove|nitrile glove
naloxone|nasal naloxone|opioid overdose
first aid|first aid kit|defibrillator|aed|trauma kit|tourniquet|medical kit
torch|flashlight|dragon light|searchlight|hand lamp
smartphone|mobile phone|mobile device|handset|mobile telephone|mobile handset|cellular phone
tablet|tablet computer|tablet device|rugged tablet|ipad
laptop|notebook computer|portable computer|end user device|laptop computer|personal computer|desktop computer
mobile device management|mdm|enterprise mobility management|unified endpoint management|endpoint management
electronic notebook|pocket notebook|electronic pocket notebook|pocket book|epnb|digital notebook|officer notebook|mobile policing application|mobile policing|mobile working
single online home|online crime reporting|online reporting|digital public contact|public contact|citizen portal
radio terminal|handheld radio|two way radio|personal radio|radio handset|portable radio|walkie talkie|push to talk|land mobile radio|radio communication
covert surveillance|covert equipment|technical surveillance|surveillance equipment|covert camera|tracking device|vehicle tracker|covert tracking
lawful intercept|interception|targeted interception|investigatory powers
intelligence system|intelligence management|criminal intelligence|intelligence analysis|intelligence database|link analysis|i2 analyst notebook
open source intelligence|osint|social media monitoring|internet investigation|social media intelligence|social listening
data analytics|business intelligence|data visualisation|predictive analytics|data dashboard|power bi|data warehouse|data lake
artificial intelligence|ai|machine learning|natural language processing|generative ai|large language model
redaction|redaction software|auto redaction|automated redaction|video redaction|document redaction|anonymisation
transcription|speech to text|speech recognition|audio transcription|automatic transcription|typing service|dictation
robotic process automation|rpa|process automation|workflow automation|software robot
disclosure|disclosure management|case file preparation|case file|prosecution file|digital case file|case preparation
cyber crime|cybercrime|online fraud|cyber dependent crime|cyber investigation
cyber security|cybersecurity|information security|security operations centre|penetration testing|pen test|vulnerability scanning|siem|endpoint protection|infosec
fraud|economic crime|money laundering|asset recovery|financial investigation|proceeds of crime|cryptocurrency
police national computer|pnc|law enforcement data service|leds
police national database|pnd
home office large major enquiry system|holmes|holmes 2|major incident room|major investigation|major enquiry system
niche|niche rms|athena|connect rms|niche records
automatic vehicle location|avl|automatic person location|apls|resource location|gps tracking|vehicle tracking|location tracking
geographic information system|gis|mapping software|digital mapping|geospatial|crime mapping|spatial data
gazetteer|address data|ordnance survey|address management|uprn
shift planning|duty management|duty management system|rostering|rota|resource planning|workforce management|shift roster|duty planning|duties system|roster
payroll|pay system|payroll service|pensions administration
enterprise resource planning|erp|finance system|back office system|financial management system|hr system|human resources system
human resources|hr service|personnel management|people services
professional standards|complaints management|complaint handling|police complaints|misconduct|anti corruption|counter corruption
property maintenance|facilities management|building maintenance|estates management|hard fm|soft fm|estates service|building repair
cleaning|cleaning service|janitorial|contract cleaning|custody cleaning|window cleaning
catering|meals|food service|custody meals|canteen|hot meal|sandwich
security guarding|manned guarding|security guard|security personnel|security officer|keyholding
access control|door entry|swipe card|proximity card|identity card|warrant card|id card|door access
alarm|intruder alarm|panic alarm|personal attack alarm|alarm monitoring|burglar alarm
lone worker|lone worker device|lone worker protection|man down alarm|lone working
search dog|police dog|dog handler|detection dog|kennel|kennelling|canine|dog food|k9
horse|mounted section|mounted police|equine|farrier|tack
marine unit|police boat|patrol boat|rigid inflatable boat|rib boat|launch vessel|marine vessel
police helicopter|npas|helicopter|air support|aviation|fixed wing aircraft
underwater search|diving|police diver|dive team|underwater
rope access|working at height|rope rescue|method of entry|moe|door ram|enforcer ram|forced entry|breaching
motorcycle|police motorcycle|motorbike|motor cycle
bicycle|police bicycle|pedal cycle|e bike|electric bicycle|cycle patrol
electric vehicle|ev|ev charging|charge point|electric vehicle charging|hybrid vehicle|zero emission vehicle|low emission vehicle
hostile vehicle mitigation|hvm|vehicle barrier|bollard|vehicle security barrier|road closure barrier
stinger|tyre deflation device|hosted stop|hollow spike tyre deflation|stop stick
knife crime|knife arch|metal detector|search wand|knife bin|weapons surrender|screening arch|detection arch
x ray|xray|baggage scanner|x ray scanner|baggage screening|body scanner|parcel scanner
explosive detection|bomb disposal|explosive ordnance disposal|eod|cbrn|explosives|chemical biological radiological|hazmat
counter terrorism|ct policing|prevent duty|protective security|terrorism|martyn law
public order|protest policing|crowd management|crowd control|event policing|event safety|stewarding|crowd safety
neighbourhood policing|community policing|community safety|community engagement|safer neighbourhood|neighbourhood watch
anti social behaviour|antisocial behaviour|asb|nuisance behaviour
roads policing|road policing|road safety|traffic policing|collision investigation|collision reconstruction|road casualty reduction
rural crime|wildlife crime|heritage crime|farm crime|agricultural crime
retail crime|shoplifting|business crime|shop theft
hate crime|hate incident|third party reporting
child protection|safeguarding|child sexual exploitation|cse|child abuse|vulnerable person|vulnerability
modern slavery|human trafficking|trafficking|slavery|county lines
survey|public survey|satisfaction survey|opinion poll|staff survey|user satisfaction|public confidence survey|questionnaire
stationery|office supplies|office stationery|paper supplies|office consumables
furniture|office furniture|desk|chair|shelving|locker
print|printing|managed print|reprographics|print service|multifunctional device|photocopier|copier|mfd|printer
mail|postal service|postage|courier|mail room|parcel delivery
network|wide area network|wan|local area network|lan|sd wan|network infrastructure|data network|wireless network|wifi|wi fi
telephony|voip|telephone system|sip trunk|unified communications|voice service|ip telephony|pbx|ip phone
video conferencing|videoconferencing|video call|teleconferencing|video hearing|virtual court|live link|video enabled justice
cloud hosting|cloud computing|infrastructure as a service|iaas|cloud service|platform as a service|hosted service|public cloud|paas
software as a service|saas|cloud software|hosted software
data centre|data center|server hosting|colocation|hosting facility
data storage|storage area network|backup storage|tape library|backup and recovery|disaster recovery|server
identity and access management|iam|single sign on|identity management|multi factor authentication|privileged access|nep identity
electronic document management|document management|edrms|edrm|records storage|document storage|archive storage|document scanning|scanning of documents|off site storage|archiving
website|web design|web development|web portal|content management system|cms|website hosting
mobile application|mobile app|smartphone app|app development
software development|application development|bespoke software|software engineering|system development
system integration|systems integration|integration service|api integration|interface development|middleware|data exchange
service desk|it helpdesk|it support|helpdesk|help desk|desktop support|managed it service
licence management|software licence|software licensing|licence reseller|software reseller|value added reseller
legal service|legal advice|solicitor|barrister|litigation|legal support
insurance|insurance broker|motor insurance|liability insurance|claims handling
audit|internal audit|external audit|audit service
consultancy|management consultancy|advisory service|business consultancy|consulting|consultant
temporary staff|agency worker|agency staff|interim staff|temporary worker|contingent labour|staffing agency|temporary staffing
debt collection|debt recovery|enforcement agent|bailiff|fine collection
energy|electricity|gas supply|electricity supply|utilities|power supply
fuel|petrol|diesel|fuel card|bunkered fuel|unleaded
tyres|tyre fitting|tyre replacement|tyre
spare parts|vehicle parts|car parts|automotive parts
waste|waste disposal|waste collection|refuse|clinical waste|confidential waste|recycling|secure destruction|shredding|waste management
laundry|dry cleaning|linen|laundering
ground maintenance|grounds maintenance|gardening|landscaping|grass cutting|arboriculture|tree surgery|horticulture
lift maintenance|elevator|lift|passenger lift
heating|hvac|boiler|air conditioning|ventilation|heating system|central heating
plumbing|drainage|water hygiene|legionella|pipework
construction|new build|building work|refurbishment|renovation|building construction|construction work|main contractor
architect|architectural service|architectural design|building design|architecture
quantity surveying|building survey|asbestos survey|land surveying
demolition|asbestos removal|site clearance
roof|roofing|roof replacement|roof repair
travel|business travel|hotel booking|accommodation booking|rail travel|travel management
taxi|passenger transport|home to school transport|minibus|bus service|coach hire|school transport
vehicle hire|car hire|vehicle rental|spot hire|vehicle leasing|car rental|lease car
vehicle purchase|purchase of vehicles|vehicle supply|supply of vehicles
ambulance|patient transport|paramedic|emergency ambulance|pts
fire engine|fire appliance|fire and rescue|firefighting|fire service|pumping appliance|firefighter
fire safety|fire alarm|fire extinguisher|fire risk assessment|sprinkler|fire detection
medicine|pharmaceutical|drug product|medication|pharmacy
medical device|medical equipment|medical consumables|surgical instrument|clinical consumables
domiciliary care|home care|homecare|care at home|personal care|supported living
residential care|care home|nursing home|nursing care
substance misuse|drug and alcohol|drug treatment|alcohol misuse|addiction service
school|academy|primary school|secondary school|education establishment
higher education|university|college|further education
photography|photographic|camera equipment|digital camera|imaging equipment
thermal imaging|thermal camera|infrared camera|night vision|image intensifier|thermal imager
audio visual|audiovisual|av equipment|display screen|video wall|projector
digital signage|information display|electronic signage
signage|road sign|traffic sign|signs
battery|battery pack|rechargeable battery|power bank|battery charger|charging station|docking station
headset|earpiece|radio earpiece|headphones|covert earpiece|hearing protection
media training|press office|communications campaign|advertising|marketing|public relations|media buying|creative agency
crime prevention|target hardening|property marking|burglary reduction|designing out crime
evidence|exhibit
)";

const char kStopWords[] = R"(
a about above across after afterwards again against all almost along already also although always am among an and another any anybody anyone anything are
around as at away be because been before being below between beyond both but by can cannot could did do does doing done down due during each either else
etc even ever every everyone everything few for from further get gets getting give given gives go goes going got had has have having he hence her here hers
him his how however i if in including indeed instead into is it its itself just keep kept least less let like likely made make makes making many may me
might more most much must my near need needed needing needs neither never no nobody none nor not nothing now of off often on once one only onto or other
others otherwise our ours out over own per perhaps please put quite rather re really said same say says see seek seeking seeks seen seem seems several shall
she should since so some somebody someone something sometimes somewhere still such take taken takes taking than that the their theirs them themselves then
there thereby therefore therein thereof these they thing things this those though through throughout thus to together too toward towards two under until up
upon us use used uses using various very via want wants was we well went were what whatever when where whereas whereby wherein whether which while who whoever
whole whom whose why will with within without would yet you your yours ie eg ltd limited plc llp inc co uk www http https com org gov nbsp
b c d e f g h j k l m n o p q r s t u v w x y z
)";

const char kProcurementWords[] = R"(
accordance achieve activities additional addition advice agreement agreements allow aim annual annum anticipated applicable applicants application approach
appropriate approved approximately area areas arrangement arrangements article aspects associated authorities authority available award awarded awarding based
basis behalf benefit benefits best bid bidder bidders bids body bodies bring brief budget business buyer call capability capable capacity carry carried
category certain client clients commence commencement commercial commission commissioned commissioning commissioner company competition competitive
competitively complete completed completion comply compliance compliant comprehensive comprise conclude conditions conduct conducted consider consist
consists contact contract contracted contracting contractor contractors contracts contractual council cost costs cover covering create criteria current
currently customer customers date deadline deliver deliverable delivered delivering delivers delivery department described description detail detailed
details develop developed development direct document documentation documents duration dynamic economic effective effectively efficient efficiently eligible
enable end engage engagement ensure ensuring enter entity estimated european evaluate evaluation exceed existing expect expected experience experienced
expertise expression extend extension extended extensions facilitate fit flexible following force forces form framework frameworks full fully function
functions general goods government group high highest hold hours identified identify implement implementation implemented include included includes increase
independent individual individuals information initial intend intended intends interest interested invitation invite invited inviting issue item items its
joint key kingdom large lead level levels list local location locations lot lots lowest maintain main maintained maintaining maintenance manage managed
management managing market maximum meet meeting meets member members method minimum month months multiple national necessary negotiate new notice number
objective objectives obtain offer offered offering office operate operated operating operation operational operations opportunities opportunity option
optional options order orders organisation organisations outcome outcomes output overall ongoing part partial participate participating participation parties
partner partners partnership partnering party payment perform performance period permit person phase place placed plan planned planning police policing
position possible potential practice pre prepare present price prices pricing principal prior procedure procedures process processes procure procured
procurement procuring product products professional programme programmes project projects proposal proposals proposed provide provided provider providers
provides providing provision public publication published purchase purchased purchasing purpose purposes qualified quality quantity quote quotation range
rate rates receive recommended reference region regional regulation regulations relate related relating relation relevant renew renewal replace replacement
report request requested require required requirement requirements requires requiring resource resources respect respond response responsible result
resulting review right role route schedule scheme scope section sector secure selected selection separate serve service services set setting short site sites
small solution solutions source specific specification specifications specified staff stage stakeholders standard standards start state statement strategic
strategy structure subject submit submitted successful suitable suitably supplied supplier suppliers supplies supply supplying support supported supporting
supports system systems target task team teams tender tenderer tenderers tenderer tendering tenders term terms time total type types undertake undertaken
undertaking united unit units user users value values variety view volume wide wider wish wishes work working works year years
)";

const char kPlainWords[] = R"(
able access account act action active add address admin administration age air allowed amount analysis animal answer apply art ask asset assist assistance
back bank bar base bed began begin better big bit black block board book born box boy break british broad brother build building built busy buy car card
care careful case cases cause central centre century chance change changed changes changing charge check child children choice choose city civil class clean
clear clearly close closed coast code cold collect collection colour come comes common communicate communication communications community company compare
condition consult continue continued control copy correct country county course court create cross culture cut daily dark data day days dead deal death decide
decision deep defined degree demand demonstrate depend design designed despite develop die difference different difficult dinner direction director discuss
district doctor dog door double draw drive driver driving drop dry duty early earth easily east easy eat economy educate education effect effort electric
electronic emergency employ employee employees end england english enough environment equal equipment establish europe event events example exchange expert
express extra face facilities facility fact fall family far farm fast father feel feet field figure file fill final finance financial find fine finish fire
first five fix floor focus follow food foot foreign forward found four free friend front future game gas girl glass gold good great green ground grow growth
guard hand hard head health hear heart heat heavy held help high hill history home hope hospital hot hotel hour house housing human hundred idea image
immediate important improve improved improvement improving industrial industry install installation installed international internet involve island issues
job join keep kind king know knowledge known land language last late later law lay learn learning leave left legal length letter library life light line live
living london long look lose lost love low machine major man material materials matter mean means measure measures media medical medium men mental middle mile
mind minute miss mobile model modern money monitor monitoring morning mother move movement multi name natural nature next night north note object occur ocean
old online open paper parent park pass past pattern pay people perfect person personal phone physical picture piece plane plant play point policy pool poor
popular population port post power practical prefer pressure prevent primary private problem problems produce production programmed progress promote proper
property protect protection prove provincial quick quickly race radio rain raise reach read ready real reason receive record recorded red reduce reduced
reducing regular remain remember remote repair represent research rest return rich ride ring rise risk river road rock room round royal rule run safe safety
sale sales sample save scale school science scotland scottish sea season second secondary security sell send senior sense service seven share sheet ship shop
show side sign simple single sit six size skill skills skin sky sleep slow social soft software soil sort sound south space special specialist speed spend spring
square stand station stay step stop store story street strong student students study style summer sun sure surface table talk tax teach technical
technology telephone tell ten test testing text theory thing think third thought thousand three thought time today told top touch town track trade traffic
train training transport travel tree true trust try turn understand understanding university update upgrade urban value vehicle vehicles voice wales walk wall
war warm watch water way web week weeks west white win wind window winter woman women wood word words world worth write written wrong young
)";

const char kEverydayWords[] = R"(
academic accept accessible accommodation accurate achieved acquire adapt adequate adjust administer advance advanced advantage affect afford agency agent agree
alternative analyse annually appear appearance applied appoint appointed appointment appraise arise army arrange array arrive assess assessment assign assistant
associate assume assure attach attempt attend attention attract audience automatic automated average avoid aware background balance barrier basic battle bear beautiful
behaviour believe bench bend beside bird birth blood blue boat bottom branch brand bridge bright broadcast brown bulk burn cable calculate calm camera camp
campaign campus candidate capital capture career carriage catch category cell certificate certify chain chair challenge channel character chart cheap chief church circle
citizen claim classic climate clinical clothes clothing cloud coal collaborate collaborative column combine combined comfort command comment commit commitment
committee compact complex component compose computer computers concept concern confirm conform connect connected connection consistent constant construct
consultation consume contain content contents context contribute contribution conversion convert cook coordinate core corner corporate correspond counter
couple craft critical crop crowd cultural curriculum custom cycle dance danger data database deal debt decade decrease define definition deliberate density depth
derive desk destination detect determine device devices diagram dictionary digital dimension disabled disaster discipline discover disease dispose distance
distribute distribution divide domestic draft drawing dress drink dynamic ear ease edge edition editor effect efficiency elect electrical element elements
eliminate embed enclose encourage energy engine engineer engineering enhance enhanced enjoy enquiry enterprise entire entrance environmental equally equip essential
estate ethnic evening evidence exact examine excellent excess exclude exercise exist exit expand expansion expense explain explore expose external extract
extreme eye factor factory fail failure fair faith familiar famous fashion fear feature features feed fence female fibre film filter finger fish fitted flat
fleet flight flow fly focus folder forest forget formal format forum foundation fraction frame frequent fresh fruit fuel fund funded funding fundamental funds furniture
garden gather generate generation generic gentle global glossary goal grade graduate grand grant graph grass grey guarantee guidance guide guideline guidelines habit hair
hall handle handling happen happy hardware harm hat head headquarters healthcare hearing height hide hire historic holiday horizontal host household identical identity
illustrate imagine impact imply import impose impossible inclusive income incorporate indicate indicator infrastructure initiate initiative injury inner innovation
innovative input inside insist inspect inspection inspire install institute institution instruct instruction instrument integrate integrated integration intelligence
intelligent intense interact interactive interim interior internal interpret interval intervention interview introduce introduction invest investigate
investigation investment involve iron isolate journal journey judge justice justify kitchen label laboratory labour lack lake landscape launch laws layer
leadership league leather lesson liability library licence licences license lift limit link links liquid literature load loan lock logic logistics loss loud lunch magazine
mail male manual manufacture manufacturer map mark marked marketing mass master match mathematics meal meaning measurement mechanical mechanism memory mention merge
metal metre mid migrate military milk mine mineral ministry minor mission mix mixed mode module monthly mood moral motion motor mount mountain mouth museum music narrow
nation native negative neighbour nerve network noise normal northern nose nuclear nurse nursing observe obvious occasion occupation offence officer officers official oil
open operator opinion optimise organ organise orient origin original outdoor outer outline outside oversee owner pack package packages page pain paint pair panel parallel
parish park participant path patient patients payment peace peak pension percent permanent phrase pipe pitch planet planning plastic plate platform pleasant pocket poem
politics port portal portfolio positive powerful precise predict prepare presence presentation preserve press prevention previous print priority prison prize procedure
processing profession profile profit promise proof proportion prospect protocol province publish pump pupil pupils qualification quarter queen query question quiet radical rail
railway random rapid ratio raw react reaction reader receipt recent recognise recommend recommendation recover recovery recruit refer reflect reform refurbish regard
register registered registration regularly reinforce reject relationship relax release reliable relief religion rely remain remove removal rent repeat reply reporting reserve
residence resident residential residents resist resolution resolve responsibility restore restrict retail retain retire reveal revenue reverse revise revolution reward robust
role roll roof root rough row rural salt sand satisfy schedule scheduled scheme scientific screen script search seat secretary sector seed segment select self seminar sensitive sentence separately sequence series serious
servant server session settle severe shape sharp shelter shift shine shoe shoulder sick signal significant silent silver similar sister situation sketch slight smart
smile smooth snow society solid solve song sort soul specialised specify spirit split sponsor sport sports spot spread stable stadium steel steps stick stock stone storage straight
strange stream strength stress stretch strict string studio submission substance substitute succeed success sufficient sugar suggest suit suite summary supervise supplement suppose surgery
surround survey survive sustainable sustainability switch symbol tail talent tall tank tape taste teacher teaching technique techniques temperature temporary tend tension territory theatre theme thick thin
thorough threat throw ticket tie tight tool tools topic tour tourism tower toy tradition traditional transfer transform transformation transition translate transmit transparent treat treatment
trend trial trip truck tube typical ultimate uniform union unique universal unity unusual upper urgent usual vacancy valid valley valuable variable variation vary vast venture venue
verify version vertical vessel veteran video village violence virtual vision visit visitor visitors visual vital vocational volunteer voluntary vote vulnerable wage wait warehouse warn warranty wash
waste wave weak wealth wear weather weekend weekly weigh weight welcome welfare wheel wildlife willing wing wire wireless witness wonder workforce workshop yard yellow youth zone
)";

}  // namespace frontline::matching::engine
