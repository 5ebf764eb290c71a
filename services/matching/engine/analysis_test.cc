#include "services/matching/engine/analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "absl/strings/str_split.h"
#include "services/matching/engine/configuration.h"
#include "services/matching/engine/thesaurus_data.h"

namespace frontline::matching::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Lexicon& TheLexicon() {
  static const auto* const lexicon = new Lexicon();
  return *lexicon;
}

std::vector<TermId> TermsOf(absl::string_view text, Vocabulary& vocabulary) {
  std::vector<TermId> terms;
  for (const Occurrence& occurrence : Analyse(text, vocabulary)) {
    if (!occurrence.part) terms.push_back(occurrence.term);
  }
  return terms;
}

TEST(Tokens, FoldCasePunctuationHyphensAndAccents) {
  EXPECT_THAT(WordsOf("Body-Worn Vidéo (BWV); café\tÆON straße"), ElementsAre("body", "worn", "video", "bwv", "cafe", "aeon", "strasse"));
}

TEST(Tokens, DropPossessivesAndApostrophes) {
  EXPECT_THAT(WordsOf("officer's officers' don’t o'clock"), ElementsAre("officer", "officers", "dont", "oclock"));
}

TEST(Tokens, KeepANumberWithThousandsTogether) { EXPECT_THAT(WordsOf("2,000 cameras, 4,5"), ElementsAre("2000", "cameras", "45")); }

TEST(Tokens, PartWordsAtBytesThatAreNoText) { EXPECT_THAT(WordsOf("ab\xff\xc0 cd\xe2\x80"), ElementsAre("ab", "cd")); }

TEST(Tokens, CutEndlessWords) { EXPECT_THAT(WordsOf(std::string(5000, 'a')), ElementsAre(std::string(kMostWordBytes, 'a'))); }

TEST(Tokens, KeepOtherScripts) { EXPECT_THAT(WordsOf("Ωμέγα 警察"), ElementsAre("Ωμέγα", "警察")); }

TEST(Analysis, StemsEnglish) {
  Vocabulary vocabulary(TheLexicon());
  EXPECT_EQ(TermsOf("quenching", vocabulary), TermsOf("Quenched", vocabulary));
}

TEST(Analysis, LeavesOutStopWords) {
  Vocabulary vocabulary(TheLexicon());
  EXPECT_THAT(TermsOf("it is not a of the", vocabulary), IsEmpty());
}

TEST(Thesaurus, KnowsThatDifferentWordsMeanTheSame) {
  Vocabulary vocabulary(TheLexicon());
  const std::vector<std::vector<std::string>> same = {
      {"body worn video", "BWV", "bodycams", "Body-Worn Cameras"},
      {"ANPR", "automatic number plate recognition", "number-plate readers"},
      {"RMS", "records management systems"},
      {"CAD", "command and control", "computer aided dispatch"},
      {"MDT", "mobile data terminals"},
      {"ePCR", "electronic patient record"},
      {"TASER", "conducted energy devices", "CED"},
      {"PPE", "personal protective equipment"},
      {"DEMS", "digital evidence"},
      {"custody suites", "detention"},
      {"firearms licensing", "shotgun certificates"},
      {"drones", "UAS", "unmanned aerial vehicles"},
      {"ESN", "Emergency Services Network"},
  };
  for (const std::vector<std::string>& phrases : same) {
    for (const std::string& phrase : phrases) {
      EXPECT_EQ(TermsOf(phrase, vocabulary), TermsOf(phrases[0], vocabulary)) << phrase;
      EXPECT_EQ(TermsOf(phrase, vocabulary).size(), 1u) << phrase;
    }
  }
}

TEST(Thesaurus, HasAtLeast120GroupsAndNoPhraseInTwo) {
  std::map<std::vector<TermId>, std::string> seen;
  Vocabulary vocabulary(TheLexicon());
  int groups = 0;
  for (absl::string_view line : absl::StrSplit(kThesaurus, '\n', absl::SkipEmpty())) {
    ++groups;
    const std::string name(line.substr(0, line.find('|')));
    for (absl::string_view phrase : absl::StrSplit(line, '|')) {
      std::vector<TermId> stems;
      for (const std::string& word : WordsOf(phrase)) {
        Vocabulary::Session session(vocabulary);
        stems.push_back(session.Look(word).stem);
      }
      ASSERT_FALSE(stems.empty()) << line;
      const auto [at, added] = seen.try_emplace(stems, name);
      EXPECT_TRUE(added || at->second == name) << phrase << " is in " << at->second << " and in " << name;
      // A phrase that is one stop word would make everything match everything.
      TermId group = 0;
      EXPECT_EQ(TheLexicon().LongestPhrase(stems.data(), stems.size(), &group), stems.size()) << phrase;
      if (stems.size() == 1) {
        EXPECT_GT(WordsOf(phrase)[0].size(), 1u) << phrase;
      }
    }
  }
  EXPECT_GE(groups, 120);
}

TEST(Thesaurus, TakesTheLongestPhrase) {
  Vocabulary vocabulary(TheLexicon());
  EXPECT_EQ(TermsOf("mobile phone forensics", vocabulary), TermsOf("digital forensics", vocabulary));
  EXPECT_NE(TermsOf("mobile phone", vocabulary), TermsOf("digital forensics", vocabulary));
}

TEST(Statements, CountATermOnceAndMoreInTheTitle) {
  Vocabulary vocabulary(TheLexicon());
  const std::vector<TermUse> once = StatementTerms("", "quench", 0, vocabulary);
  const std::vector<TermUse> often = StatementTerms("", "quench quenching quenched quench", 0, vocabulary);
  const std::vector<TermUse> title = StatementTerms("Quenching", "quench", 0, vocabulary);
  ASSERT_EQ(once.size(), 1u);
  ASSERT_EQ(often.size(), 1u);
  EXPECT_EQ(once[0].strength, often[0].strength);
  EXPECT_EQ(title[0].strength, kTitleStrength);
  EXPECT_GT(title[0].strength, once[0].strength);
}

TEST(Statements, CountLessWhenTheySayVeryMuch) {
  Vocabulary vocabulary(TheLexicon());
  std::string everything = "quench";
  for (int i = 0; i < 300; ++i) everything += " word" + std::to_string(i);
  const std::vector<TermUse> uses = StatementTerms("", everything, 0, vocabulary);
  const TermId quench = TermsOf("quench", vocabulary)[0];
  const auto found = std::find_if(uses.begin(), uses.end(), [&](const TermUse& use) { return use.term == quench; });
  ASSERT_NE(found, uses.end());
  EXPECT_LT(found->strength, kTextStrength);
  EXPECT_GT(found->strength, 0);
}

TEST(Vocabulary, AnOverlayKeepsToItselfWhatItsParentDoesNotKnow) {
  Vocabulary parent(TheLexicon());
  const std::vector<TermId> known = TermsOf("zylophant", parent);
  const TermId bound = parent.bound();
  Vocabulary overlay(parent, 0);
  EXPECT_EQ(TermsOf("zylophant", overlay), known);
  EXPECT_GT(TermsOf("quaggawombat", overlay)[0], bound);
  EXPECT_EQ(parent.bound(), bound);
  const Symbol symbol = parent.SymbolOf("ISO-27001");
  EXPECT_EQ(overlay.SymbolOf(" iso-27001 "), symbol);
  EXPECT_NE(overlay.SymbolOf("iso-9001"), parent.SymbolOf("iso-22301"));
}

TEST(Configuration, HasAHashOf64HexDigitsThatIsAlwaysTheSame) {
  EXPECT_EQ(ConfigurationHash(TheLexicon()).size(), 64u);
  EXPECT_EQ(ConfigurationHash(TheLexicon()), ConfigurationHash(Lexicon()));
}

}  // namespace
}  // namespace frontline::matching::engine
