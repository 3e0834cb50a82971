#include "base/json_writer.h"
#include "client/control_json.h"
#include "wire/engine_io.h"

namespace messaging {

bool exchange(Client& client, Instant now, std::string_view control, std::string_view text,
              List<std::string>& output) {
    auto input = decode_input(control, text);
    if (!input) return false;
    output.clear();
    output.push_back({});
    auto* heard = std::get_if<SocketText>(&*input);
    json::Writer batches;
    batches.begin_array();
    bool has_more = true;
    while (has_more) {
        has_more = heard != nullptr && engine_io::take_packet(text, heard->frame);
        encode(batches, client.handle(now, *input), output);
    }
    output[0] = batches.end_array().take();
    return true;
}

}  // namespace messaging
