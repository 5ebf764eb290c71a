// Runs a harness over the files of a corpus and over mutations of them, where there is no libFuzzer.
//
//   NAME_fuzz FILE_OR_FOLDER... [--mutations N]
//
// The mutations are the same in every run. A failure ends the program (as in libFuzzer, a harness aborts); the input lies in crash.input then.
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

namespace fs = std::filesystem;

const std::string* running = nullptr;

void Keep(int signal) {
  if (FILE* file = std::fopen("crash.input", "wb"); file != nullptr && running != nullptr) {
    std::fwrite(running->data(), 1, running->size(), file);
    std::fclose(file);
    std::fputs("the input that failed lies in crash.input\n", stderr);
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void Run(const std::string& input) {
  running = &input;
  // A copy without room behind it, so that AddressSanitizer sees a read past the end.
  const std::vector<uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  running = nullptr;
}

// A few random edits: bits, bytes, pieces cut, doubled, or taken from another input.
std::string Mutated(std::string input, const std::vector<std::string>& others, std::mt19937& random) {
  for (uint32_t edits = 1 + random() % 4; edits > 0; --edits) {
    const size_t at = input.empty() ? 0 : random() % input.size();
    const size_t length = random() % 16;
    const std::string& other = others[random() % others.size()];
    switch (random() % 6) {
      case 0:
        if (!input.empty()) input[at] = static_cast<char>(input[at] ^ (1 << random() % 8));
        break;
      case 1:
        if (!input.empty()) input[at] = static_cast<char>(random());
        break;
      case 2:
        input.insert(at, 1, static_cast<char>(random() % 3 == 0 ? random() : random() % 4));
        break;
      case 3:
        input.erase(at, length);
        break;
      case 4:
        input.insert(at, input.substr(at, length));
        break;
      default:
        input.insert(at, other.substr(other.empty() ? 0 : random() % other.size(), length));
    }
  }
  return input;
}

void Load(const fs::path& path, std::vector<std::string>* inputs) {
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::directory_iterator(path)) Load(entry.path(), inputs);
    return;
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    std::fprintf(stderr, "can't read %s\n", path.c_str());
    std::exit(2);
  }
  inputs->emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
}

}  // namespace

int main(int argc, char** argv) {
  int mutations = 20000;
  std::vector<std::string> inputs;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--mutations") == 0 && i + 1 < argc) {
      mutations = std::atoi(argv[++i]);
    } else {
      Load(argv[i], &inputs);
    }
  }
  if (inputs.empty()) {
    std::fputs("an empty corpus shows nothing\n", stderr);
    return 2;
  }
  std::signal(SIGABRT, Keep);
  std::signal(SIGSEGV, Keep);
  Run("");
  for (const std::string& input : inputs) Run(input);
  std::mt19937 random(1);
  for (int i = 0; i < mutations; ++i) Run(Mutated(inputs[random() % inputs.size()], inputs, random));
  std::printf("%zu inputs and %d mutations of them\n", inputs.size(), mutations);
  return 0;
}
