# The shipped module, and the unit tests for Node, which link the same objects of the core.
set(browser_options
    -sMIN_SAFARI_VERSION=140000 -sMIN_CHROME_VERSION=90 -sMIN_FIREFOX_VERSION=88)

# doctest needs exceptions; the core links with it although compiled without them.
target_compile_options(unit_tests PRIVATE -fwasm-exceptions)
target_link_options(unit_tests PRIVATE
    -fwasm-exceptions -sENVIRONMENT=node -sEXIT_RUNTIME=1 -sALLOW_MEMORY_GROWTH
    -sSTACK_SIZE=1MB
    # They read the fuzzers' corpora.
    -sNODERAWFS)
set_target_properties(unit_tests PROPERTIES SUFFIX .cjs)

add_executable(messaging ${binding_sources})
target_link_libraries(messaging PRIVATE core)
target_compile_options(messaging PRIVATE ${core_options})
target_compile_definitions(messaging PRIVATE EMSCRIPTEN_HAS_UNBOUND_TYPE_NAMES=0)
set(binaryen_pass_list
    --flatten --rereloop --local-cse -Oz -Oz --coalesce-locals --reorder-locals --converge)
list(JOIN binaryen_pass_list , binaryen_passes)
set(embind_subset ${CMAKE_SOURCE_DIR}/bindings/embind_subset.js)
target_link_options(messaging PRIVATE
    -lembind
    --js-library ${embind_subset}
    -fno-exceptions -fno-rtti
    -sMODULARIZE=1
    -sEXPORT_ES6=1
    # The host fetches and compiles the module itself.
    -sMINIMAL_RUNTIME=1
    -sTEXTDECODER=2
    # A worker may import it too: without files to load, the glue needs no code for either.
    -sENVIRONMENT=web
    # A page may forbid eval by its Content-Security-Policy.
    -sDYNAMIC_EXECUTION=0
    -sFILESYSTEM=0
    -sMALLOC=emmalloc
    -sSUPPORT_LONGJMP=0
    # Views on the memory detach when it grows; without growth the heap would stay at 16 MB.
    -sALLOW_MEMORY_GROWTH
    -sMAXIMUM_MEMORY=256MB
    # Smaller than plain -Oz: a call is shorter than most of what LLVM would inline, and a value
    # that is loaded once and kept needs a local and two moves.
    -Wl,-mllvm,-inline-threshold=-50
    -Wl,-mllvm,-enable-load-pre=false
    -sBINARYEN_EXTRA_PASSES=${binaryen_passes}
    # The type checker follows imports into generated code.
    --extern-pre-js ${CMAKE_SOURCE_DIR}/cmake/generated.js
    ${browser_options})
set_target_properties(messaging PROPERTIES
    OUTPUT_NAME messaging-core SUFFIX .mjs LINK_DEPENDS ${embind_subset})

# The same code as JavaScript, for use where WebAssembly is missing or refused.
execute_process(COMMAND ${EMSCRIPTEN_ROOT_PATH}/em-config BINARYEN_ROOT
    OUTPUT_VARIABLE binaryen_root OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
set(without_wasm ${CMAKE_BINARY_DIR}/messaging-core-wasm2js)
add_custom_command(OUTPUT ${without_wasm}.mjs
    COMMAND ${binaryen_root}/bin/wasm2js --emscripten -Oz
        ${CMAKE_BINARY_DIR}/messaging-core.wasm -o ${without_wasm}.js
    COMMAND ${CMAKE_COMMAND} -E echo "export default instantiate;" >> ${without_wasm}.js
    COMMAND ${CMAKE_COMMAND} -E cat ${CMAKE_SOURCE_DIR}/cmake/generated.js ${without_wasm}.js
        > ${without_wasm}.mjs
    DEPENDS messaging VERBATIM)
add_custom_target(messaging_code DEPENDS ${without_wasm}.mjs)
