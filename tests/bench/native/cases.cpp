#include "bench/native/case.h"

namespace messaging::bench {

Cases all_cases() {
    Cases cases;
    add_codec_cases(cases);
    add_event_cases(cases);
    add_reply_cases(cases);
    add_store_cases(cases);
    return cases;
}

}  // namespace messaging::bench
