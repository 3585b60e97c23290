/* python.exe for a runtime put together for tests: hands the command line to the interpreter in PYTHON_DLL. */
#include <windows.h>
#include <stdio.h>

int wmain(int count, wchar_t **words)
{
    HMODULE library = LoadLibraryW(PYTHON_DLL);
    FARPROC start = library ? GetProcAddress(library, "Py_Main") : NULL;
    if (start == NULL) {
        fprintf(stderr, "the interpreter does not load: error %lu\n", GetLastError());
        return 101;
    }
    return ((int (*)(int, wchar_t **))(void *)start)(count, words);
}
