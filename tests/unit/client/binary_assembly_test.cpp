#include "client/binary_assembly.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "support/str.h"

namespace messaging {

namespace {

// An assembly that reports dropped attachments as text, such as `drop 1 2`.
class Assembly {
  public:
    void begin(std::string_view text, std::uint32_t count) {
        assembly_.begin(text, count, effects_);
    }
    std::string add(std::uint32_t attachment, std::uint32_t bytes = 1) {
        const auto whole = assembly_.add(AttachmentNumber(attachment), bytes, effects_);
        return whole ? str(whole->text) + numbers(whole->attachments) : "";
    }
    void abandon() { assembly_.abandon(effects_); }

    std::string dropped() const {
        std::string text;
        for (const auto& effect : effects_) {
            text += "drop" + numbers(std::get<DropAttachments>(effect).attachments) + " ";
        }
        return text;
    }

  private:
    static std::string numbers(const List<AttachmentNumber>& attachments) {
        std::string text;
        for (const auto attachment : attachments) text += " " + std::to_string(attachment.value());
        return text;
    }

    BinaryAssembly assembly_;
    Effects effects_;
};

}  // namespace

TEST_CASE("a packet is complete with its last attachment, and keeps their order of arrival") {
    Assembly assembly;
    assembly.begin("52-[]", 2);
    CHECK(assembly.add(7).empty());
    CHECK(assembly.add(3) == "52-[] 7 3");
    CHECK(assembly.dropped().empty());
}

TEST_CASE("consecutive packets are each completed") {
    Assembly assembly;
    for (std::uint32_t i = 1; i <= 3; ++i) {
        assembly.begin("51-[]", 1);
        CHECK(assembly.add(i) == "51-[] " + std::to_string(i));
    }
    CHECK(assembly.dropped().empty());
}

TEST_CASE("attachments that no packet waits for are dropped") {
    Assembly assembly;
    CHECK(assembly.add(1).empty());
    assembly.begin("51-[]", 1);
    assembly.add(2);
    CHECK(assembly.add(3).empty());
    CHECK(assembly.dropped() == "drop 1 drop 3 ");
}

TEST_CASE("an incomplete packet is dropped when the next one begins") {
    Assembly assembly;
    assembly.begin("53-[\"first\"]", 3);
    assembly.add(1);
    assembly.add(2);
    assembly.begin("51-[\"second\"]", 1);
    CHECK(assembly.dropped() == "drop 1 2 ");
    CHECK(assembly.add(3) == "51-[\"second\"] 3");
}

TEST_CASE("abandoning drops the attachments that wait, and only once") {
    Assembly assembly;
    assembly.begin("52-[]", 2);
    assembly.add(1);
    assembly.abandon();
    assembly.abandon();
    CHECK(assembly.dropped() == "drop 1 ");
    CHECK(assembly.add(2).empty());
    CHECK(assembly.dropped() == "drop 1 drop 2 ");
}

TEST_CASE("a packet of bytes_max bytes is assembled, and a larger one is dropped") {
    constexpr auto half = static_cast<std::uint32_t>(BinaryAssembly::bytes_max / 2);
    Assembly assembly;
    assembly.begin("52-[]", 2);
    assembly.add(1, half);
    CHECK(assembly.add(2, half) == "52-[] 1 2");
    // The bytes of one packet do not count for the next.
    assembly.begin("53-[]", 3);
    assembly.add(3, half);
    CHECK(assembly.dropped().empty());
    CHECK(assembly.add(4, half + 1).empty());
    CHECK(assembly.dropped() == "drop 3 4 ");
    CHECK(assembly.add(5).empty());
    CHECK(assembly.dropped() == "drop 3 4 drop 5 ");
    assembly.begin("51-[]", 1);
    CHECK(assembly.add(6, 2 * half) == "51-[] 6");
}

TEST_CASE("the largest possible attachment size does not overflow the sum") {
    Assembly assembly;
    assembly.begin("564-[]", 64);
    CHECK(assembly.add(1, 0xFFFFFFFF).empty());
    CHECK(assembly.add(2, 1).empty());
    CHECK(assembly.dropped() == "drop 1 drop 2 ");
}

}  // namespace messaging
