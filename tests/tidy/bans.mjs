// What sources must not contain, why, and what to write instead. Every ban carries an example, and
// the test shows that the ban catches it.

/**
 * @typedef {object} Ban
 * @property {RegExp} files the files that it holds for
 * @property {RegExp} pattern looked for in code, without comments and literals
 * @property {string} says the reason, and the replacement
 * @property {string} example
 * @property {Readonly<Record<string, string>>} [except] files that may, with the reason
 */

const core = /^src\/.*\.(h|cpp)$/;
const decisions = /^src\/(state|client)\/.*\.(h|cpp)$/;
const shippedCpp = /^(src|bindings)\/.*\.(h|cpp)$/;

/** @type {readonly Ban[]} */
export const bans = [
    {
        files: core,
        pattern:
            /::now\s*\(|_clock\b|\b(clock_)?gettime(ofday)?\b|\bstd::time\b|\btime\s*\(\s*(nullptr|NULL|0)|\bsleep_(for|until)\b|\b(local|gm|mk)time\b/,
        says: 'The core is a function of its inputs: take the time from the argument `now`.',
        example: 'const auto now = std::chrono::steady_clock::now();',
    },
    {
        files: core,
        pattern:
            /\bs?rand\s*\(|\brandom_device\b|\bmt19937|_distribution\b|\brandom_engine\b|<random>/,
        says: 'A run must be repeatable on every platform: use base/random.h, which is seeded.',
        example: 'std::uniform_int_distribution<int> spread(0, 9);',
    },
    {
        files: decisions,
        pattern: /\bunordered_(multi)?(map|set)\b|\bstd::hash\b/,
        says: 'A hash table is ordered differently elsewhere: use std::map, std::set or a vector.',
        example: 'std::unordered_map<UserId, Entry> entries_;',
    },
    {
        files: decisions,
        pattern: /\b(float|double)\b/,
        says: 'Rounding differs between builds: count in whole numbers, with the unit in the name.',
        example: 'double delay_s = 0.5;',
    },
    {
        files: core,
        pattern: /\bemscripten\b|\bEM_(JS|ASM)\b|__EMSCRIPTEN__/i,
        says: 'The core knows no platform: what needs the browser belongs into bindings/.',
        example: '#include <emscripten/bind.h>',
    },
    {
        files: /^(?!src\/base\/json)(src|bindings|tests)\/.*\.(h|cpp)$/,
        pattern: /\bnlohmann\b/,
        says: 'nlohmann aborts on input of the wrong type: go through the one door, base/json.h.',
        example: '#include <nlohmann/json.hpp>',
        except: {
            'tests/fuzz/json_oracle.h': 'it judges our own reader',
            'tests/fuzz/json_oracle.cpp': 'it judges our own reader',
        },
    },
    {
        files: shippedCpp,
        pattern: /\b(throw|try|catch)\b/,
        says: 'The core is built without exceptions: return std::optional or a variant, or CHECK.',
        example: 'throw Error{};',
    },
    {
        files: core,
        pattern: /\b(virtual|dynamic_cast|typeid)\b/,
        says: 'The core has no class hierarchies: use a variant and one switch.',
        example: 'virtual void close();',
    },
    {
        files: core,
        pattern: /<(thread|mutex|atomic|future|condition_variable|iostream|fstream|cstdio)>/,
        says: 'The core has no threads and does no input or output: emit an effect.',
        example: '#include <thread>',
        except: { 'src/base/check.cpp': 'it says what broke before it aborts' },
    },
    {
        files: core,
        pattern: /\bstd::(move_only_)?function\b/,
        says: 'The core never calls out: emit an effect, and take the answer as an input.',
        example: 'std::function<void()> on_close;',
    },
    {
        files: core,
        pattern: /^\s*#\s*define\b/,
        says: 'The core has no macros but CHECK: use a constexpr, a function or a template.',
        example: '#define LIMIT 5',
        except: { 'src/base/check.h': 'it defines CHECK' },
    },
    {
        files: shippedCpp,
        pattern: /\b\w*([Mm]anager|[Hh]elper|[Uu]til)(s|ities)?\b/,
        says: 'This says nothing: name a type after what it is, a function after what it does.',
        example: 'class SocketManager {',
    },
];

/**
 * Looked for in every text file as it stands, comments and literals included.
 * @type {readonly Omit<Ban, 'files'>[]}
 */
export const textBans = [
    {
        pattern: /\b(TO[D]O|FIX[M]E|XX[X])\b/,
        says: 'Do it, or file an issue; what is left in a source is forgotten.',
        example: `// TO${'DO'}: later`,
    },
    {
        pattern:
            /\b(registry|deb|packages|security|snapshot|mirrors?|ftp)\.[a-z-]+\.(org|com|net|io|dev)\b/,
        says: 'Which registry or mirror is used is set up on the machine, never in the project.',
        example: `https://registry${'.'}example.org/left-pad`,
    },
    {
        pattern: /"resolve[d]": "(?!file:)/,
        says: 'The lock file must work with every registry: npm writes it so with our .npmrc.',
        example: `    "resolve${'d'}": "https:`,
    },
    {
        pattern: /(^|[^\w.~$}*\]-])\/(wor[k]|roo[t]|home\/\w+|Users\/\w+)(\/|$)/,
        says: 'A path of one machine works on that machine only: start from the project folder.',
        example: `cd /roo${'t'}/messaging`,
    },
];
