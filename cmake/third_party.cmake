# Header-only libraries. Each header folder is linked into the build folder, because the folder that
# holds it, often /usr/include, must never be on the include path of the WebAssembly build.
add_library(third_party INTERFACE)
target_include_directories(third_party SYSTEM INTERFACE ${CMAKE_BINARY_DIR}/third_party)
target_compile_definitions(third_party INTERFACE JSON_NOEXCEPTION)

function(link_headers folder header package)
    find_path(${folder}_parent ${folder}/${header}
        PATHS /usr/include /usr/local/include /opt/homebrew/include
        NO_CMAKE_FIND_ROOT_PATH)
    if(NOT ${folder}_parent)
        message(FATAL_ERROR
            "The header ${folder}/${header} is missing (Debian package ${package}). Install it, or "
            "say where it is with -D${folder}_parent=FOLDER.")
    endif()
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/third_party)
    file(CREATE_LINK ${${folder}_parent}/${folder} ${CMAKE_BINARY_DIR}/third_party/${folder} SYMBOLIC)
endfunction()

link_headers(nlohmann json.hpp nlohmann-json3-dev)
link_headers(doctest doctest.h doctest-dev)
