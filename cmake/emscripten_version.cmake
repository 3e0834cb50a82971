# Refuses an Emscripten other than the one that emsdk-version.txt names: sizes and generated glue
# differ between versions, and only one is tested.
if(NOT EMSCRIPTEN)
    return()
endif()

set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS emsdk-version.txt)
file(STRINGS ${CMAKE_SOURCE_DIR}/emsdk-version.txt wanted_version LIMIT_COUNT 1)
execute_process(COMMAND ${CMAKE_CXX_COMPILER} --version OUTPUT_VARIABLE compiler_banner)
if(NOT compiler_banner MATCHES "^emcc \\([^)]*\\) ([0-9]+\\.[0-9]+\\.[0-9]+)"
   OR NOT CMAKE_MATCH_1 STREQUAL wanted_version)
    message(FATAL_ERROR
        "Emscripten ${wanted_version} is needed (emsdk-version.txt), but ${CMAKE_CXX_COMPILER} is "
        "version '${CMAKE_MATCH_1}'. Run 'npm run build': it finds or brings the right one.")
endif()
