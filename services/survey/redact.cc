#include "services/survey/redact.h"

#include <algorithm>
#include <cstring>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/base/text.h"
#include "services/survey/given_names.h"
#include "services/survey/redact_text.h"
#include "services/survey/redact_words.h"

namespace frontline::survey {
namespace {

using Kind = v1::Redaction;

struct Span {
  size_t begin = 0;
  size_t end = 0;
  Kind::Kind kind = Kind::KIND_UNSPECIFIED;
};

bool In(const std::set<std::string>& set, const std::string& word) { return set.count(word) > 0; }

// "A123", "KA1234": a collar number by its form.
bool LettersAndDigits(absl::string_view word, size_t least_letters, size_t most_letters, size_t least_digits, size_t most_digits) {
  size_t letters = 0;
  while (letters < word.size() && absl::ascii_isalpha(static_cast<unsigned char>(word[letters]))) ++letters;
  const absl::string_view digits = word.substr(letters);
  return letters >= least_letters && letters <= most_letters && digits.size() >= least_digits && digits.size() <= most_digits && AllDigits(digits);
}

// "A1", "AB12", "W1A", "EC1A".
bool IsDistrict(absl::string_view word) {
  size_t i = 0;
  while (i < word.size() && absl::ascii_isalpha(static_cast<unsigned char>(word[i]))) ++i;
  if (i < 1 || i > 2) return false;
  const size_t letters = i;
  while (i < word.size() && absl::ascii_isdigit(static_cast<unsigned char>(word[i]))) ++i;
  const size_t digits = i - letters;
  if (digits < 1 || digits > 2) return false;
  if (i == word.size()) return true;
  return digits == 1 && i + 1 == word.size() && absl::ascii_isalpha(static_cast<unsigned char>(word[i]));
}
bool IsInward(absl::string_view word) {
  return word.size() == 3 && absl::ascii_isdigit(static_cast<unsigned char>(word[0])) && AllAlpha(word.substr(1));
}

class Finder {
 public:
  explicit Finder(absl::string_view text) : text_(text), words_(WordsOf(text)) {}

  std::vector<Span> Find() {
    Emails();
    for (size_t i = 0; i < words_.size(); ++i) {
      Postcode(i);
      VehicleMark(i);
      Number(i);
      Name(i);
    }
    Phones();
    return Settled();
  }

 private:
  void Add(size_t begin, size_t end, Kind::Kind kind) { spans_.push_back({begin, end, kind}); }
  void AddWords(size_t first, size_t last, Kind::Kind kind) { Add(words_[first].begin, words_[last].end, kind); }
  bool Next(size_t i) const { return i + 1 < words_.size() && Adjoins(text_, words_[i], words_[i + 1]); }
  bool Before(size_t i, const std::set<std::string>& set, size_t reach) const {
    for (size_t back = 1; back <= reach && back <= i; ++back) {
      if (!Adjoins(text_, words_[i - back], words_[i - back + 1])) return false;
      if (In(set, words_[i - back].lower)) return true;
    }
    return false;
  }

  void Emails() {
    const auto local = [](unsigned char c) { return IsWordByte(c) || (c != 0 && std::strchr("._%+'-", c) != nullptr); };
    for (size_t at = text_.find('@'); at != absl::string_view::npos; at = text_.find('@', at + 1)) {
      size_t begin = at;
      while (begin > 0 && local(static_cast<unsigned char>(text_[begin - 1]))) --begin;
      size_t end = at + 1;
      while (end < text_.size() && (local(static_cast<unsigned char>(text_[end])))) ++end;
      while (end > at + 1 && !absl::ascii_isalnum(static_cast<unsigned char>(text_[end - 1])) && static_cast<unsigned char>(text_[end - 1]) < 0x80)
        --end;
      // "@handle" is somebody too.
      if (end > at + 1) Add(begin, end, Kind::KIND_EMAIL);
    }
    // "jo dot smith at kent dot police dot uk"
    for (size_t i = 1; i + 3 < words_.size(); ++i) {
      if (words_[i].lower != "at" || words_[i + 2].lower != "dot") continue;
      size_t first = i - 1;
      while (first >= 2 && words_[first - 1].lower == "dot") first -= 2;
      size_t last = i + 3;
      while (last + 2 < words_.size() && words_[last + 1].lower == "dot") last += 2;
      AddWords(first, last, Kind::KIND_EMAIL);
    }
  }

  void Postcode(size_t i) {
    const std::string& word = words_[i].text;
    if (word.size() >= 5 && word.size() <= 7 && IsDistrict(absl::string_view(word).substr(0, word.size() - 3)) &&
        IsInward(absl::string_view(word).substr(word.size() - 3))) {
      return AddWords(i, i, Kind::KIND_POSTCODE);
    }
    if (!IsDistrict(word)) return;
    if (Next(i) && IsInward(words_[i + 1].text)) return AddWords(i, i + 1, Kind::KIND_POSTCODE);
    if (words_[i].capital && Before(i, PlaceWords(), 2)) AddWords(i, i, Kind::KIND_POSTCODE);
  }

  // The forms of a mark, written together or with one gap.
  static bool IsMark(absl::string_view left, absl::string_view right) {
    const std::string both = absl::StrCat(left, right);
    if (both.size() > 7) return false;
    const bool current = LettersAndDigits(left, 2, 2, 2, 2) && right.size() == 3 && AllAlpha(right);
    const bool prefix = LettersAndDigits(left, 1, 1, 1, 3) && right.size() == 3 && AllAlpha(right);
    const bool suffix = left.size() == 3 && AllAlpha(left) && right.size() >= 2 && right.size() <= 4 &&
                        AllDigits(right.substr(0, right.size() - 1)) && absl::ascii_isalpha(static_cast<unsigned char>(right.back()));
    const bool northern = left.size() >= 2 && left.size() <= 3 && AllAlpha(left) && left.find_first_of("IZiz") != absl::string_view::npos &&
                          right.size() <= 4 && AllDigits(right);
    return current || prefix || suffix || northern;
  }
  static bool Capitals(absl::string_view word) {
    return std::none_of(word.begin(), word.end(), [](unsigned char c) { return absl::ascii_islower(c); });
  }

  void VehicleMark(size_t i) {
    const std::string& word = words_[i].text;
    const bool said = Before(i, VehicleWords(), 3);
    if (word.size() >= 5 && word.size() <= 7 && AllAlpha(word.substr(0, 1)) && HasDigit(word)) {
      for (size_t cut = 2; cut < word.size(); ++cut) {
        const absl::string_view left = absl::string_view(word).substr(0, cut);
        if (IsMark(left, absl::string_view(word).substr(cut)) && (said || Capitals(word) || !LettersAndDigits(word, 2, 3, 1, 4))) {
          return AddWords(i, i, Kind::KIND_VEHICLE_MARK);
        }
      }
    }
    // The parts of what is written apart are capitals, or a word says what it is: "at 12 the van" is none.
    if (Next(i) && IsMark(word, words_[i + 1].text) && (said || (Capitals(word) && Capitals(words_[i + 1].text)))) {
      return AddWords(i, i + 1, Kind::KIND_VEHICLE_MARK);
    }
    // Dateless ones ("ABC 123", "1 ABC") only where a word says so.
    if (!said) return;
    if (LettersAndDigits(word, 1, 3, 1, 4) && HasDigit(word)) return AddWords(i, i, Kind::KIND_VEHICLE_MARK);
    if (!Next(i)) return;
    const std::string& next = words_[i + 1].text;
    const auto pair = [](const std::string& letters, const std::string& digits) {
      return letters.size() <= 3 && AllAlpha(letters) && Capitals(letters) && digits.size() <= 4 && AllDigits(digits);
    };
    if (pair(word, next) || pair(next, word)) AddWords(i, i + 1, Kind::KIND_VEHICLE_MARK);
  }

  void Number(size_t i) {
    const std::string& word = words_[i].text;
    if (!HasDigit(word)) return;
    const bool plain = AllDigits(word) && word.size() >= 2 && word.size() <= 7;
    const size_t digits = word.find_first_not_of("0123456789");
    const bool led =
        digits != std::string::npos && digits >= 2 && digits <= 6 && word.size() - digits <= 2 && AllAlpha(word.substr(digits));  // "77KA"
    const bool lettered = led || LettersAndDigits(word, 1, 3, 1, 6);
    // "PC 1234", "Sgt. 45", "collar number is A123", "shoulder no. 98 KA"
    if ((plain || lettered) && i > 0 && Adjoins(text_, words_[i - 1], words_[i]) && In(Titles(), words_[i - 1].lower)) {
      return AddWords(i, i, Kind::KIND_COLLAR_NUMBER);
    }
    if ((plain || lettered) && Before(i, NumberWords(), 4)) return AddWords(i, i, Kind::KIND_COLLAR_NUMBER);
    // "PC1234", "DC45", "A1234", "1234KA" by form alone; three digits or more, so that "BWV2", "G4" and "A4" stay.
    size_t letters = 0;
    while (letters < word.size() && absl::ascii_isalpha(static_cast<unsigned char>(word[letters]))) ++letters;
    if (letters > 0 && lettered && In(Titles(), words_[i].lower.substr(0, letters))) return AddWords(i, i, Kind::KIND_COLLAR_NUMBER);
    const bool capitals = Capitals(word);
    if (capitals && LettersAndDigits(word, 1, 2, 3, 6)) return AddWords(i, i, Kind::KIND_COLLAR_NUMBER);
    if (capitals && word.size() >= 4 && word.size() <= 7 && AllDigits(word.substr(0, 3)) && AllAlpha(word.substr(word.size() - 1)) &&
        std::count_if(word.begin(), word.end(), absl::ascii_isalpha) <= 2) {
      return AddWords(i, i, Kind::KIND_COLLAR_NUMBER);
    }
  }

  // A word that can be part of a name where one is expected.
  bool CanBeName(size_t i) const { return words_[i].capital && !HasDigit(words_[i].text) && !In(NotNames(), words_[i].lower); }

  void Name(size_t i) {
    const std::string& word = words_[i].lower;
    const bool title = In(Titles(), word);
    if (title || In(People(), word)) {
      size_t first = i;
      while (first + 1 < words_.size() && Next(first) && In(Titles(), words_[first + 1].lower)) ++first;  // "Det Insp", "my sergeant PC …"
      if (!Next(first)) return;
      // "PC no. 1234 Smith", "PC 1234 Smith"
      size_t start = first + 1;
      while (start + 1 < words_.size() && (HasDigit(words_[start].text) || words_[start].lower == "no" || words_[start].lower == "number") &&
             Next(start))
        ++start;
      Extend(start, title);
      return;
    }
    const bool given = GivenNames().contains(word);
    if (!given) return;
    // "Mark", "Will", "Grace" and such start sentences and are things too: those only before another capitalised word or not at a sentence's start.
    const bool doubtful = DoubtfulNames().contains(word);
    if (!words_[i].capital && doubtful) return;
    if (!words_[i].capital && !LowerNames().contains(word)) return;
    if (doubtful && StartsSentence(i) && !(Next(i) && OnlyBlanks(text_, words_[i], words_[i + 1]) && CanBeName(i + 1))) return;
    size_t last = i;
    while (last + 1 < words_.size() && OnlyBlanks(text_, words_[last], words_[last + 1]) && NamePart(last + 1)) ++last;
    while (last > i && In(Particles(), words_[last].lower) && !words_[last].capital) --last;
    AddWords(i, last, Kind::KIND_NAME);
  }

  bool NamePart(size_t i) const {
    return CanBeName(i) || (In(Particles(), words_[i].lower) && i + 1 < words_.size() && OnlyBlanks(text_, words_[i], words_[i + 1]));
  }

  // The name from word `start` on: capitalised words; after a title also one in small letters, when nobody would write it so but hurriedly ("pc
  // smith").
  void Extend(size_t start, bool title) {
    size_t last = start;
    if (!NamePart(start)) {
      // "sgt smith": one word that is neither everyday nor short.
      if (title && !words_[start].capital && words_[start].text.size() >= 4 && Surnames().contains(words_[start].lower))
        AddWords(start, start, Kind::KIND_NAME);
      return;
    }
    while (last + 1 < words_.size() && OnlyBlanks(text_, words_[last], words_[last + 1]) && NamePart(last + 1)) ++last;
    while (last > start && In(Particles(), words_[last].lower) && !words_[last].capital) --last;
    if (!words_[last].capital) return;
    AddWords(start, last, Kind::KIND_NAME);
  }

  bool StartsSentence(size_t i) const {
    if (i == 0) return true;
    const absl::string_view between = text_.substr(words_[i - 1].end, words_[i].begin - words_[i - 1].end);
    return between.find_first_of(".!?:\n") != absl::string_view::npos;
  }

  // Digits with blanks, dashes, dots and brackets between, from "+44", "0044" or "0" on: ten or eleven digits. And "ext 4321".
  void Phones() {
    for (size_t i = 0; i < text_.size(); ++i) {
      const bool plus = text_[i] == '+';
      if (!plus && text_[i] != '0' && text_[i] != '(') continue;
      if (i > 0 && absl::ascii_isalnum(static_cast<unsigned char>(text_[i - 1]))) continue;
      std::string digits;
      size_t end = i;
      for (size_t j = i; j < text_.size() && digits.size() < 16; ++j) {
        const char c = text_[j];
        if (absl::ascii_isdigit(static_cast<unsigned char>(c))) {
          digits += c;
          end = j + 1;
        } else if (c == '\xc2' && j + 1 < text_.size() && text_[j + 1] == '\xa0') {
          ++j;
        } else if (!(j == i && plus) && (c == 0 || std::strchr(" -.()/", c) == nullptr)) {
          break;
        }
      }
      const bool national = digits.size() >= 10 && digits.size() <= 11 && digits[0] == '0' && digits[1] != '0';
      const bool international = (plus || absl::StartsWith(digits, "00")) && digits.size() >= 9;
      if (!national && !international) continue;
      Add(i, end, Kind::KIND_PHONE);
      i = end - 1;
    }
    static const auto* const words = new std::set<std::string>{"ext", "extn", "extension", "phone", "tel", "telephone", "mobile", "ring", "call"};
    for (size_t i = 0; i < words_.size(); ++i) {
      if (AllDigits(words_[i].text) && words_[i].text.size() >= 4 && words_[i].text.size() <= 11 && Before(i, *words, 3)) {
        AddWords(i, i, Kind::KIND_PHONE);
      }
    }
  }

  // The longer of two that overlap stays; of equals the one that was found first.
  std::vector<Span> Settled() {
    std::stable_sort(spans_.begin(), spans_.end(), [](const Span& a, const Span& b) { return a.end - a.begin > b.end - b.begin; });
    std::vector<Span> kept;
    for (const Span& span : spans_) {
      const bool free = std::none_of(kept.begin(), kept.end(), [&](const Span& other) { return span.begin < other.end && other.begin < span.end; });
      if (free) kept.push_back(span);
    }
    std::sort(kept.begin(), kept.end(), [](const Span& a, const Span& b) { return a.begin < b.begin; });
    return kept;
  }

  const absl::string_view text_;
  const std::vector<Word> words_;
  std::vector<Span> spans_;
};

absl::string_view Mark(Kind::Kind kind) {
  switch (kind) {
    case Kind::KIND_NAME:
      return "[name]";
    case Kind::KIND_COLLAR_NUMBER:
      return "[number]";
    case Kind::KIND_EMAIL:
      return "[e-mail]";
    case Kind::KIND_PHONE:
      return "[phone]";
    case Kind::KIND_VEHICLE_MARK:
      return "[vehicle]";
    case Kind::KIND_POSTCODE:
      return "[postcode]";
    default:
      return "[…]";
  }
}

// Code points in the first `bytes` bytes.
int32_t CharactersBefore(absl::string_view text, size_t bytes) {
  return static_cast<int32_t>(std::count_if(text.begin(), text.begin() + static_cast<ptrdiff_t>(bytes),
                                            [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

size_t BytesBefore(absl::string_view text, int32_t characters) {
  size_t at = 0;
  for (; characters > 0 && at < text.size(); --characters) at += std::max<size_t>(1, base::FirstCharacter(text.substr(at)));
  return at;
}

}  // namespace

std::vector<v1::Redaction> ProposeRedactions(absl::string_view text) {
  std::vector<v1::Redaction> redactions;
  for (const Span& span : Finder(text).Find()) {
    v1::Redaction& redaction = redactions.emplace_back();
    redaction.set_kind(span.kind);
    redaction.set_start(CharactersBefore(text, span.begin));
    redaction.set_length(CharactersBefore(text, span.end) - redaction.start());
  }
  return redactions;
}

std::string Redacted(absl::string_view text, const std::vector<v1::Redaction>& redactions) {
  std::string result;
  size_t at = 0;
  for (const v1::Redaction& redaction : redactions) {
    const size_t begin = BytesBefore(text, redaction.start());
    absl::StrAppend(&result, text.substr(at, begin - at), Mark(redaction.kind()));
    at = BytesBefore(text, redaction.start() + redaction.length());
  }
  absl::StrAppend(&result, text.substr(at));
  return result;
}

}  // namespace frontline::survey
