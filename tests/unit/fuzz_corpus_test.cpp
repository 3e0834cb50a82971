// Runs the fuzz targets on the inputs that the fuzzers have collected.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "fuzz/targets.h"

namespace messaging {

namespace {

namespace fs = std::filesystem;

const fs::path corpora = fs::path(__FILE__).parent_path().parent_path() / "fuzz/corpus";

std::string content_of(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE("the fuzz targets' checks hold for every input of the corpora") {
    for (const auto& target : fuzz_targets) {
        std::size_t count = 0;
        for (const auto& entry : fs::directory_iterator(corpora / target.name)) {
            INFO("input: ", entry.path().string());
            target.run(content_of(entry.path()));
            ++count;
        }
        INFO("target: ", std::string(target.name));
        CHECK(count > 0);
    }
}

}  // namespace messaging
