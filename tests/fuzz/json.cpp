// Arbitrary texts, read by the core and by nlohmann/json: both must accept or refuse the same, and
// see the same values. And what the core writes, it must read back.
#include "base/json.h"

#include "base/check.h"
#include "base/json_writer.h"
#include "fuzz/json_oracle.h"
#include "fuzz/targets.h"

namespace messaging {

namespace {

void check_same(json::Value value, const Oracle& expected) {
    switch (expected.type()) {
        case Oracle::value_t::null:
            CHECK(value.is_null(), "a null that is none");
            return;
        case Oracle::value_t::boolean:
            CHECK(value.boolean() == expected.get<bool>(), "another truth");
            return;
        case Oracle::value_t::number_integer:
        case Oracle::value_t::number_unsigned:
            CHECK(value.integer() == as_integer(expected), "another integer");
            return;
        case Oracle::value_t::number_float:
            // Only its text says whether it is an integer.
            CHECK(!value.integer() || static_cast<double>(*value.integer()) == expected,
                  "another number");
            CHECK(!value.string() && !value.boolean() && !value.is_null(), "no number at all");
            return;
        case Oracle::value_t::string:
            CHECK(value.string() == expected.get_ref<const std::string&>(), "another text");
            return;
        case Oracle::value_t::array: {
            CHECK(value.is_array() && value.size() == expected.size(), "another array");
            std::size_t index = 0;
            for (const auto element : value) check_same(element, expected[index++]);
            return;
        }
        case Oracle::value_t::object:
            // Duplicate keys count twice in a size, but the last value applies.
            CHECK(value.is_object() && value.size() >= expected.size(), "another object");
            for (const auto& [key, member] : expected.items()) check_same(value[key], member);
            return;
        default:
            CHECK(false, "a value of no known type");
    }
}

void write(json::Writer& writer, const Oracle& value) {
    if (value.is_null()) {
        writer.null();
    } else if (value.is_boolean()) {
        writer.boolean(value.get<bool>());
    } else if (const auto integer = as_integer(value)) {
        writer.integer(*integer);
    } else if (value.is_number()) {
        writer.raw(value.dump());
    } else if (value.is_string()) {
        writer.string(value.get_ref<const std::string&>());
    } else if (value.is_array()) {
        writer.begin_array();
        for (const auto& element : value) write(writer, element);
        writer.end_array();
    } else {
        // The writer's own keys are names that need no escaping.
        std::string text;
        for (const auto& [key, member] : value.items()) {
            json::Writer inner;
            write(inner, member);
            text += (text.empty() ? "" : ",") + json::quote(key) + ':' + inner.text();
        }
        writer.raw('{' + text + '}');
    }
}

void check_text(std::string_view bytes) {
    const auto document = json::Document::parse(json::quote(bytes));
    CHECK(document && document->root().string() == bytes, "a text that changes when it is quoted");
}

}  // namespace

void fuzz_json(std::string_view bytes) {
    check_text(bytes);
    const auto document = json::Document::parse(bytes);
    const auto [expected, verdict] = ask_oracle(bytes);
    if (verdict == Verdict::refused) CHECK(!document, "what is no JSON was taken");
    if (verdict != Verdict::taken) return;
    CHECK(document.has_value(), "JSON was refused");
    check_same(document->root(), expected);
    json::Writer writer;
    write(writer, expected);
    const auto again = json::Document::parse(writer.text());
    CHECK(again.has_value(), "what was written is no JSON");
    check_same(again->root(), expected);
}

}  // namespace messaging
