// How good and how fast the text scorer is. Prints; asserts nothing.
//
//   match_bench --beir FOLDER      nDCG@10 and recall@100 over judged collections in BEIR form, beside a plain BM25 in this program
//   match_bench --suppliers 100000 memory and time of a match over invented suppliers
#include <sys/resource.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "services/matching/engine/corpus.h"
#include "services/matching/engine/matcher.h"

namespace frontline::matching::engine {
namespace {

struct Document {
  std::string id, title, text;
};
std::vector<Document> ReadJsonLines(const std::string& path) {
  std::vector<Document> documents;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    google::protobuf::Struct json;
    if (!google::protobuf::util::JsonStringToMessage(line, &json).ok()) continue;
    const auto& fields = json.fields();
    const auto text = [&](const char* key) { return fields.count(key) > 0 ? fields.at(key).string_value() : std::string(); };
    documents.push_back({text("_id"), text("title"), text("text")});
  }
  return documents;
}
using Judgements = std::map<std::string, std::map<std::string, int>>;
Judgements ReadJudgements(const std::string& path) {
  Judgements judgements;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = absl::StrSplit(line, '\t');
    if (cells.size() == 3 && std::stoi(cells[2]) > 0) judgements[cells[0]][cells[1]] = std::stoi(cells[2]);
  }
  return judgements;
}

struct Quality {
  double ndcg = 0;
  double recall = 0;
  int queries = 0;
  void Add(const std::vector<std::string>& ranked, const std::map<std::string, int>& judged) {
    double gain = 0;
    double found = 0;
    for (size_t i = 0; i < ranked.size() && i < 100; ++i) {
      const auto at = judged.find(ranked[i]);
      if (at == judged.end()) continue;
      ++found;
      if (i < 10) gain += at->second / std::log2(static_cast<double>(i) + 2);
    }
    std::vector<int> ideal;
    for (const auto& [id, grade] : judged) ideal.push_back(grade);
    std::sort(ideal.rbegin(), ideal.rend());
    double best = 0;
    for (size_t i = 0; i < ideal.size() && i < 10; ++i) best += ideal[i] / std::log2(static_cast<double>(i) + 2);
    ndcg += gain / best;
    recall += found / static_cast<double>(judged.size());
    ++queries;
  }
};

// Robertson's BM25, k1 = 1.2, b = 0.75, on the stems of this engine, without stop words.
class Bm25 {
 public:
  explicit Bm25(const std::vector<Document>& documents) : vocabulary_(lexicon_) {
    for (const Document& document : documents) {
      std::unordered_map<TermId, int> counts;
      int length = 0;
      for (TermId term : Stems(document.title + "\n" + document.text)) {
        ++counts[term];
        ++length;
      }
      for (const auto& [term, count] : counts) postings_[term].push_back({static_cast<int>(lengths_.size()), count});
      lengths_.push_back(length);
      total_ += length;
    }
  }
  std::vector<int> Rank(const std::string& query) {
    std::vector<double> scores(lengths_.size(), 0);
    const double n = static_cast<double>(lengths_.size());
    for (TermId term : Stems(query)) {
      const auto& list = postings_[term];
      const double idf = std::log(1 + (n - static_cast<double>(list.size()) + 0.5) / (static_cast<double>(list.size()) + 0.5));
      for (const auto& [document, count] : list) {
        scores[static_cast<size_t>(document)] += idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths_[static_cast<size_t>(document)] * n / total_));
      }
    }
    std::vector<int> order;
    for (size_t i = 0; i < scores.size(); ++i) {
      if (scores[i] > 0) order.push_back(static_cast<int>(i));
    }
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return scores[static_cast<size_t>(a)] > scores[static_cast<size_t>(b)]; });
    return order;
  }

 private:
  std::vector<TermId> Stems(const std::string& text) {
    std::vector<TermId> stems;
    Vocabulary::Session session(vocabulary_);
    ForEachWord(text, [&](absl::string_view word) {
      const Word known = session.Look(word);
      if (known.word_class != WordClass::kStop) stems.push_back(known.stem);
    });
    return stems;
  }
  Lexicon lexicon_;
  Vocabulary vocabulary_;
  std::unordered_map<TermId, std::vector<std::pair<int, int>>> postings_;
  std::vector<int> lengths_;
  double total_ = 0;
};

// A line of a document is a statement, as an award is a capability.
Profile ProfileOf(const Document& document) {
  Profile profile;
  profile.mutable_supplier()->set_name("suppliers/" + document.id);
  for (absl::string_view line : absl::StrSplit(document.text, '\n', absl::SkipEmpty())) {
    auto* capability = profile.add_capabilities();
    capability->set_title(document.title);
    capability->set_text(std::string(line));
  }
  if (profile.capabilities_size() == 0) profile.add_capabilities()->set_title(document.title);
  return profile;
}

// The first sentence of a query is its title, where there are several.
Requirement QueryOf(const Document& query) {
  Requirement requirement;
  requirement.set_name("forces/kent/requirements/q" + query.id);
  const size_t end = query.text.find(". ");
  requirement.set_title(query.text.substr(0, end));
  if (end != std::string::npos) requirement.set_text(query.text.substr(end + 2));
  return requirement;
}

void Judge(const std::string& folder, const std::string& set, bool supplier_titles) {
  std::vector<Document> documents = ReadJsonLines(absl::StrCat(folder, "/", set, "/corpus.jsonl"));
  const Judgements judgements = ReadJudgements(absl::StrCat(folder, "/", set, "/qrels.tsv"));
  if (documents.empty()) {
    std::printf("%-8s absent\n", set.c_str());
    return;
  }
  if (supplier_titles) {
    for (Document& document : documents) document.title.clear();  // the supplier's name says nothing of what it does
  }
  const Lexicon lexicon;
  LiveCorpus live(lexicon);
  for (const Document& document : documents) live.Put(ProfileOf(document));
  live.Publish(1);
  Bm25 bm25(documents);
  Quality ours;
  Quality theirs;
  for (const Document& query : ReadJsonLines(absl::StrCat(folder, "/", set, "/queries.jsonl"))) {
    const auto judged = judgements.find(query.id);
    if (judged == judgements.end()) continue;
    Vocabulary overlay(live.vocabulary(), 0);
    std::vector<std::string> ranked;
    for (const Ranked& each : MatchSuppliers(*live.Current(), live.vocabulary(), Compile(QueryOf(query), overlay, false), 20000, 100).top) {
      ranked.push_back(each.name.substr(10));
    }
    ours.Add(ranked, judged->second);
    ranked.clear();
    for (int document : bm25.Rank(query.text)) ranked.push_back(documents[static_cast<size_t>(document)].id);
    theirs.Add(ranked, judged->second);
  }
  std::printf("%-8s %4d queries   nDCG@10 ours %.3f  BM25 %.3f   recall@100 ours %.3f  BM25 %.3f\n", set.c_str(), ours.queries, ours.ndcg / ours.queries,
              theirs.ndcg / theirs.queries, ours.recall / ours.queries, theirs.recall / theirs.queries);
}

void Speed(int suppliers) {
  std::mt19937 random(1);
  const auto word = [&] {
    // Zipf's law over 50,000 invented words.
    const double u = std::uniform_real_distribution<>(0, 1)(random);
    return absl::StrCat("w", static_cast<int>(std::pow(50000.0, u)));
  };
  const auto text = [&](int words) {
    std::string all;
    for (int i = 0; i < words; ++i) absl::StrAppend(&all, i == 0 ? "" : " ", word(), "x");
    return all;
  };
  const Lexicon lexicon;
  LiveCorpus live(lexicon);
  const absl::Time start = absl::Now();
  for (int i = 0; i < suppliers; ++i) {
    Profile profile;
    profile.mutable_supplier()->set_name(absl::StrCat("suppliers/s", i));
    for (int c = 0; c < 3; ++c) {
      auto* capability = profile.add_capabilities();
      capability->set_title(text(6));
      capability->set_text(text(50));
      capability->add_cpv_codes(absl::StrCat(30000000 + random() % 9000000));
    }
    profile.add_certifications()->set_type(absl::StrCat("type-", random() % 20));
    live.Put(profile);
  }
  live.Publish(1);
  const absl::Time loaded = absl::Now();
  std::vector<double> times;
  for (int i = 0; i < 20; ++i) {
    Requirement requirement;
    requirement.set_name(absl::StrCat("forces/kent/requirements/r", i));
    requirement.set_title(text(6));
    requirement.set_text(text(150));
    auto* criterion = requirement.add_criteria();
    criterion->set_obligation(frontline::requirement::v1::OBLIGATION_MUST);
    criterion->mutable_test()->mutable_certification()->set_type("type-1");
    const absl::Time begin = absl::Now();
    Vocabulary overlay(live.vocabulary(), 0);
    MatchSuppliers(*live.Current(), live.vocabulary(), Compile(requirement, overlay, false), 20000, 20);
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  std::sort(times.begin(), times.end());
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%d suppliers: invented and indexed in %.1f s, %ld MiB in all, a match in %.0f ms (median of 20), %.0f ms at most\n", suppliers,
              absl::ToDoubleSeconds(loaded - start), usage.ru_maxrss / 1024, times[10], times.back());
}

}  // namespace
}  // namespace frontline::matching::engine

int main(int argc, char** argv) {
  CLI::App app("How good and how fast matching is");
  std::string beir;
  int suppliers = 0;
  app.add_option("--beir", beir, "Folder of judged collections in BEIR form (cran, med, cisi, ojeu, cf1000)");
  app.add_option("--suppliers", suppliers, "Match over so many invented suppliers");
  CLI11_PARSE(app, argc, argv);
  using namespace frontline::matching::engine;  // NOLINT: a small program
  if (!beir.empty()) {
    for (const char* set : {"cran", "med", "cisi"}) Judge(beir, set, false);
    for (const char* set : {"ojeu", "cf1000"}) Judge(beir, set, true);
  }
  if (suppliers > 0) Speed(suppliers);
  return 0;
}
