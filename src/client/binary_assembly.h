// A binary event or acknowledgement and the frames that belong to it. The bytes stay with the host;
// here they are numbers, collected until the packet is complete.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/id.h"
#include "base/list.h"
#include "client/effect.h"

namespace messaging {

class BinaryAssembly {
  public:
    // The largest packet that is assembled; of a larger one nothing is delivered.
    static constexpr std::uint64_t bytes_max = 16'000'000;

    struct Whole {
        Text text;
        List<AttachmentNumber> attachments;
    };

    // `text` waits for `count` attachments. One that was still waiting is given up.
    void begin(std::string_view text, std::uint32_t count, Effects& effects);
    // The packet, if this was its last attachment.
    std::optional<Whole> add(AttachmentNumber attachment, std::uint32_t bytes, Effects& effects);
    void abandon(Effects& effects);

  private:
    Text text_;
    std::uint32_t missing_ = 0;
    std::uint64_t bytes_ = 0;
    List<AttachmentNumber> attachments_;
};

}  // namespace messaging
