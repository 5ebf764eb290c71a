#include "tests/bench/made_survey.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <vector>

namespace frontline::bench {
namespace {

namespace s = frontline::survey::v1;

// A segment of values "CODE1", "CODE2", …
struct Segment {
  const char* code;
  int values;
};
// What is closed: 11 breakdowns by one segment, and one by the first two.
const Segment kClosed[] = {{"force", 48}, {"rank", 6}, {"role", 8},     {"service", 5}, {"age", 5}, {"gender", 3},
                           {"shift", 4},  {"area", 6}, {"contract", 2}, {"device", 4},  {"duty", 3}};

const char* const kForces[] = {"kent", "essex", "surrey", "sussex", "norfolk", "suffolk", "dorset", "devon"};
const char* const kRanks[] = {"constable", "sergeant", "inspector", "staff"};

void SetText(const std::string& words, s::Text* text) { text->set_en(words); }

// Four sorts of questions in turn.
s::Question MakeQuestion(int number) {
  s::Question question;
  question.set_code("q" + std::to_string(number));
  SetText("Question " + std::to_string(number), question.mutable_text());
  const auto choose = [&question](const std::string& code, int score) {
    s::Choice* choice = question.add_choices();
    choice->set_code(code);
    SetText("Choice " + code, choice->mutable_label());
    choice->set_score(score);
    choice->set_scored(score > 0);
    if (score > 0) choice->set_polarity(score < 3 ? s::POLARITY_NEGATIVE : score == 3 ? s::POLARITY_NEUTRAL : s::POLARITY_POSITIVE);
  };
  switch (number % 4) {
    case 0:
    case 1:
      question.set_kind(s::QUESTION_KIND_LIKERT);
      for (int i = 1; i <= 5; ++i) choose("p" + std::to_string(i), i);
      break;
    case 2:
      question.set_kind(s::QUESTION_KIND_SINGLE);
      for (int i = 1; i <= 6; ++i) choose("c" + std::to_string(i), 0);
      break;
    default:
      question.set_kind(s::QUESTION_KIND_MULTIPLE);
      for (int i = 1; i <= 6; ++i) choose("m" + std::to_string(i), 0);
  }
  return question;
}

// The codes that somebody chose.
std::vector<std::string> Answer(int number, std::mt19937_64& random) {
  const auto one_of = [&random](const char* start, int many) { return start + std::to_string(1 + random() % static_cast<unsigned>(many)); };
  if (number % 4 < 2) return {one_of("p", 5)};
  if (number % 4 == 2) return {one_of("c", 6)};
  std::vector<std::string> codes;
  for (int i = 1; i <= 6; ++i) {
    if (random() % 3 == 0) codes.push_back("m" + std::to_string(i));
  }
  return codes;
}

// Of a segment, the later values are rarer, so that some groups are small.
std::string Value(const Segment& segment, std::mt19937_64& random) {
  const auto many = static_cast<unsigned>(segment.values);
  return segment.code + std::to_string(1 + std::min(random() % many, random() % many));
}

}  // namespace

s::Instrument MakeInstrument(int questions) {
  s::Instrument instrument;
  SetText("Bench", instrument.mutable_title());
  SetText("Nobody can tell who answered what.", instrument.mutable_pledge());
  instrument.set_mode(s::MODE_ANONYMOUS);
  instrument.set_k(10);
  instrument.set_reach(s::REACH_INVITATION);
  // A year and a half from now, give or take.
  const std::time_t until = std::time(nullptr) + 500 * 86400;
  char day[16];
  std::strftime(day, sizeof(day), "%Y-%m-%d", std::gmtime(&until));
  instrument.set_retain_until(day);
  s::Section* section = instrument.add_sections();
  section->set_code("all");
  SetText("All", section->mutable_title());
  for (int i = 0; i < questions; ++i) *section->add_questions() = MakeQuestion(i);
  const auto segment = [&instrument](const std::string& code, s::SegmentKind kind, const auto& values) {
    s::Segment* made = instrument.add_segments();
    made->set_code(code);
    made->set_kind(kind);
    made->set_required(true);
    SetText(code, made->mutable_text());
    for (const char* value : values) {
      s::SegmentValue* added = made->add_values();
      added->set_code(value);
      SetText(value, added->mutable_label());
    }
    instrument.add_breakdowns()->add_segments(code);
  };
  segment("force", s::SEGMENT_KIND_FORCE, kForces);
  segment("rank", s::SEGMENT_KIND_RANK_GROUP, kRanks);
  return instrument;
}

s::Instrument MakeClosedInstrument(int questions, int rows) {
  s::Instrument instrument = MakeInstrument(questions);
  instrument.clear_segments();
  instrument.clear_breakdowns();
  for (const Segment& segment : kClosed) {
    s::Segment* made = instrument.add_segments();
    made->set_code(segment.code);
    made->set_kind(s::SEGMENT_KIND_OTHER);
    made->set_required(true);
    SetText(segment.code, made->mutable_text());
    for (int i = 1; i <= segment.values; ++i) {
      s::SegmentValue* value = made->add_values();
      value->set_code(segment.code + std::to_string(i));
      SetText(segment.code + std::to_string(i), value->mutable_label());
      value->set_headcount(2 * rows / segment.values);
    }
    instrument.add_breakdowns()->add_segments(segment.code);
  }
  s::Breakdown* pair = instrument.add_breakdowns();
  pair->add_segments("force");
  pair->add_segments("rank");
  return instrument;
}

std::string MakeFile(int questions, int rows, bool closed) {
  std::mt19937_64 random(1);
  std::string file = "id";
  if (closed) {
    for (const Segment& segment : kClosed) file += std::string(",") + segment.code;
  } else {
    file += ",force,rank";
  }
  for (int i = 0; i < questions; ++i) file += ",q" + std::to_string(i);
  file += "\n";
  for (int row = 0; row < rows; ++row) {
    file += std::to_string(row);
    if (closed) {
      for (const Segment& segment : kClosed) file += "," + Value(segment, random);
    } else {
      file += std::string(",") + kForces[random() % std::size(kForces)] + "," + kRanks[random() % std::size(kRanks)];
    }
    for (int i = 0; i < questions; ++i) {
      file += ',';
      bool first = true;
      for (const std::string& code : Answer(i, random)) {
        if (!first) file += ';';
        first = false;
        file += code;
      }
    }
    file += '\n';
  }
  return file;
}

s::ResponseMapping MakeMapping(const s::Instrument& instrument, int questions) {
  s::ResponseMapping mapping;
  mapping.set_id_column("id");
  for (const s::Segment& segment : instrument.segments()) {
    s::ColumnMapping* column = mapping.add_columns();
    column->set_column(segment.code());
    column->set_segment(segment.code());
  }
  for (int i = 0; i < questions; ++i) {
    s::ColumnMapping* column = mapping.add_columns();
    column->set_column("q" + std::to_string(i));
    column->set_question("q" + std::to_string(i));
    if (i % 4 == 3) column->set_separator(";");
  }
  return mapping;
}

s::Response MakeResponse(int questions, std::mt19937_64& random) {
  s::Response response;
  (*response.mutable_segments())["force"] = kForces[random() % std::size(kForces)];
  (*response.mutable_segments())["rank"] = kRanks[random() % std::size(kRanks)];
  for (int i = 0; i < questions; ++i) {
    const std::vector<std::string> codes = Answer(i, random);
    if (codes.empty()) continue;
    s::Answer* answer = response.add_answers();
    answer->set_question("q" + std::to_string(i));
    for (const std::string& code : codes) answer->add_choices(code);
  }
  return response;
}

}  // namespace frontline::bench
