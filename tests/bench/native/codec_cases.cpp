// What is on either side of the client: the protocols, JSON, the boundary.
#include <memory>
#include <utility>

#include "base/check.h"
#include "bench/native/case.h"
#include "bench/native/texts.h"
#include "client/control_json.h"
#include "wire/model.h"
#include "wire/socket_io.h"

namespace messaging::bench {

namespace {

constexpr std::size_t repeats = 100;

Case repeated(std::string name, std::function<std::function<void()>()> make) {
    return {std::move(name), repeats, [make = std::move(make)] {
                return Work{[] {},
                            [once = make()] {
                                for (std::size_t i = 0; i < repeats; ++i) once();
                            }};
            }};
}

std::string message_of(std::size_t bytes, Script script) {
    MessageSpec spec;
    spec.number = 1;
    spec.text = text_of(bytes, script);
    return message_json(spec);
}

void add_parse(Cases& cases, std::string name, std::size_t bytes, Script script) {
    cases.push_back(repeated(std::move(name), [bytes, script] {
        return [json = message_of(bytes, script)] {
            CHECK(json::Document::parse(json).has_value(), "no document");
        };
    }));
}

Client::Batch batch_of_message() {
    Client::Batch batch;
    ListChange change;
    change.kind = ListChange::Kind::insert;
    change.index = 499;
    change.entry.id = id_of("msg", 1);
    change.object = Path{1, "message", -1};
    ListChanges changes;
    changes.push_back(std::move(change));
    batch.effects.add(EventReceived{SocketNumber(1), {}, std::nullopt, std::nullopt});
    batch.effects.add(
        MessagesChanged{ConversationId(conversation_id(0)), true, std::move(changes)});
    return batch;
}

}  // namespace

void add_codec_cases(Cases& cases) {
    add_parse(cases, "json: parse a message of 300 B", 300, Script::ascii);
    add_parse(cases, "json: parse a message of 300 B, not ASCII", 300, Script::mixed);
    add_parse(cases, "json: parse a message of 20 KB", 20'480, Script::ascii);
    cases.push_back(repeated("wire: decode a Socket.IO event", [] {
        const auto frame = new_message_frame({}, message_of(300, Script::ascii));
        return [packet = frame.substr(1)] {
            CHECK(socket_io::decode(packet).has_value(), "no packet");
        };
    }));
    cases.push_back(repeated("wire: read a message of 25 members", [] {
        MessageSpec spec;
        const auto json = R"({"message":)" + full_message_json(spec) + '}';
        auto document = std::make_shared<json::Document>(*json::Document::parse(json));
        return [document] { CHECK(read_new_message(document->root()).has_value(), "no message"); };
    }));
    cases.push_back(repeated("boundary: decode an input", [] {
        return [] {
            const auto input = decode_input(R"({"type":"SocketText","socket":1})", "2");
            CHECK(input.has_value(), "no input");
        };
    }));
    cases.push_back(repeated("boundary: encode the effects of a message", [] {
        return [batch = std::make_shared<Client::Batch>(batch_of_message())] {
            List<std::string> texts;
            json::Writer answer;
            encode(answer, *batch, texts);
            CHECK(!answer.text().empty(), "no effects");
        };
    }));
}

}  // namespace messaging::bench
