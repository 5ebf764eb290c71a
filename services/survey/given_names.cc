#include "services/survey/given_names.h"

#include "absl/strings/str_split.h"

namespace frontline::survey {
namespace {

using Set = absl::flat_hash_set<std::string>;

constexpr char kPlain[] =
    "aaron abdul abigail adam adrian ahmed aidan aisha alan alasdair albert alex alexander alexandra alfie ali alice alison amanda amelia amir amy "
    "andrea "
    "andrew andy angela angus anita ann anna anne annie anthony antony archie arthur ashley barbara barry ben benjamin bernard beth bethan bethany "
    "betty bill "
    "bob bradley brendan brenda brian bronwen bryn callum cameron carl carol caroline carolyn catherine cerys charles charlotte cheryl chloe chris "
    "christine "
    "christopher ciaran claire clare clive colin connor conor craig daniel danielle darren dave david dean deborah debbie declan deepak denise "
    "dennis derek "
    "diane diana dominic donald donna dorothy douglas duncan dylan eddie edward eileen elaine eleanor elizabeth ella ellie emily emma eoin eric erin "
    "ethan "
    "euan evan evelyn ewan farah fatima fergus finlay fiona fred freya gareth gary gavin gemma geoff geoffrey george georgia gerald gerard gill "
    "gillian glenn "
    "gordon graeme graham greg gregory gwen hannah harriet harry hassan hayley heather hefin helen henry hilary howard hugh huw iain ian ibrahim "
    "imran iris "
    "isaac isabel isla ismail iwan jack jackie jacob jacqueline jake james jamie jan jane janet janice jasmine jason jean jeff jeffrey jennifer "
    "jenny jeremy "
    "jessica jill jim jimmy joan joanna joanne joe john jonathan jordan joseph josh joshua joyce judith julia julian julie june karen karl kate "
    "katherine "
    "kathleen kathryn katie kayleigh keith kelly ken kenneth kerry kevin kieran kim kirsty kyle laura lauren lee leah leanne leon lesley leslie "
    "lewis liam "
    "linda lindsay lisa liz lloyd lorraine louise lucy luke lynn lynne malcolm mandeep margaret maria marie marion martin martyn mary matt matthew "
    "maureen "
    "megan melanie michael michelle mick miguel mike mohamed mohammad mohammed molly monica muhammad nadia naomi natalie natasha nathan neil nia "
    "niall nick "
    "nicholas nicola nigel noah nora oliver olivia omar oscar owain owen pamela pat patricia patrick paul paula pauline pete peter phil philip "
    "philippa "
    "phillip priya rachel raj rajesh ralph ravi raymond rebecca reece rhiannon rhian rhys richard rob robert robin rodney roger ron ronald rory "
    "rosemary "
    "ross roy ruth ryan sally sam samantha samuel sandra sanjay sara sarah scott sean shane shannon sharon shaun sheila shirley sian simon siobhan "
    "sophie "
    "stacey stephanie stephen steve steven stewart stuart sue sunita susan suzanne tanya tara teresa terence terry theresa thomas tim timothy tina "
    "toby tom "
    "tony tracey tracy trevor usman valerie vanessa vera vicki vicky victoria vincent vivien walter wayne wendy william yasmin yusuf yvonne zahra "
    "zoe "
    "siân seán zoë zoé chloë chloé renée andré josé siôn llŷr maría sofía";

constexpr char kDoubtful[] =
    "amber art bill carol chance charity chase cliff crystal dale daisy dawn dean dean drew earl faith frank gene glen grace grant guy hazel heath "
    "heather "
    "holly honor hope iris ivy jack jan jasmine jean jordan joy june kay kit lance lily mark mason max may miles nick norm olive pat paris pearl "
    "penny pete "
    "ray reed rich rob robin rod rose ruby rusty sandy scarlet scott sky summer sue tony violet wade ward will woody bob sam chris alex ash ali art "
    "harry dan "
    "don drew jo ken kim lee les lou mo ned rex sid ted tim vic viv";

constexpr char kSurnames[] =
    "smith jones williams taylor brown davies evans wilson thomas johnson roberts robinson thompson wright walker white edwards hughes hall green "
    "harris "
    "lewis clarke clark jackson wood turner cooper hill ward morris moore king watson baker harrison morgan patel allen anderson mitchell phillips "
    "james "
    "campbell bell young lee kelly davis parker bennett miller cook price griffiths khan simpson marshall stewart collins ellis murphy singh gray "
    "carter "
    "hussain murray begum shaw hunt richardson graham ahmed fraser reid wallace mcdonald macdonald hamilton johnston henderson ferguson russell owen "
    "mills "
    "palmer barnes knight stevens jenkins perry butler pearson fisher holmes lloyd bailey chapman webb rogers gibson hunter foster howard "
    "matthews andrews harvey elliott gordon dixon grant fletcher kaur ali rose mason brooks walsh kennedy obrien o'brien ryan sullivan doyle byrne";

// Letters may be written in small ones only where the word is nothing else.
constexpr char kNothingElse[] =
    "darren dave gary gareth sharon tracey tracy kevin keith nigel trevor malcolm stephen steven steve paul john david peter simon andrew andy "
    "michael mike "
    "matthew matt james thomas richard robert stuart graham ian sarah susan karen helen julie debbie claire nicola michelle emma laura lisa amanda "
    "rachel "
    "mohammed ahmed craig wayne shaun liam ryan callum jamie jason gavin neil colin";

Set Split(absl::string_view text) {
  Set set;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) set.insert(std::string(word));
  return set;
}

}  // namespace

const Set& GivenNames() {
  static const auto* const names = [] {
    auto* all = new Set(Split(kPlain));
    for (const std::string& name : Split(kDoubtful)) all->insert(name);
    return all;
  }();
  return *names;
}
const Set& DoubtfulNames() {
  static const auto* const names = new Set(Split(kDoubtful));
  return *names;
}
const Set& LowerNames() {
  static const auto* const names = new Set(Split(kNothingElse));
  return *names;
}
const Set& Surnames() {
  static const auto* const names = new Set(Split(kSurnames));
  return *names;
}

}  // namespace frontline::survey
