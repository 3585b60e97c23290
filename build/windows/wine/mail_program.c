/* A mail program for proofs: Simple MAPI as Microsoft describes it (MapiMessageW, MapiMessage), which writes down what it
   is given. CALLMEND_PROOF_MAIL names the file, CALLMEND_PROOF_DEED what it does besides. With -DONLY_ANSI it is an old
   one, that has no MAPISendMailW. */
#include <windows.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define STRUCTURES(LETTERS, S)                                                                                     \
    typedef struct { ULONG reserved, flags, position; LETTERS path, name; void *type; } File##S;                    \
    typedef struct { ULONG reserved, kind; LETTERS name, address; ULONG size; void *entry; } Person##S;           \
    typedef struct {                                                                                               \
        ULONG reserved;                                                                                            \
        LETTERS subject, text, type, date, conversation;                                                           \
        ULONG flags;                                                                                               \
        Person##S *originator;                                                                                     \
        ULONG person_count;                                                                                        \
        Person##S *persons;                                                                                        \
        ULONG file_count;                                                                                          \
        File##S *files;                                                                                            \
    } Message##S;

STRUCTURES(LPWSTR, W)
STRUCTURES(LPSTR, A)

static void say(FILE *to, const char *name, const char *value) {
    fprintf(to, "%s=%s", name, value ? value : "");
    fputc(0, to);
}

static void say_w(FILE *to, const char *name, const WCHAR *value) {
    char *text = calloc(1, 1 << 20);
    WideCharToMultiByte(CP_UTF8, 0, value ? value : L"", -1, text, (1 << 20) - 1, NULL, NULL);
    say(to, name, text);
    free(text);
}

static void say_a(FILE *to, const char *name, const char *value) {
    WCHAR *wide = calloc(1 << 19, sizeof *wide);
    MultiByteToWideChar(CP_ACP, 0, value ? value : "", -1, wide, (1 << 19) - 1);
    say_w(to, name, wide);
    free(wide);
}

#define WRITE_DOWN(S, SAY)                                                                                         \
    static void write_down_##S(Message##S *message, ULONG flags) {                                                 \
        FILE *to = _wfopen(_wgetenv(L"CALLMEND_PROOF_MAIL"), L"wb");                                              \
        char number[16];                                                                                           \
        if (!to) return;                                                                                           \
        SAY(to, "subject", message->subject);                                                                      \
        SAY(to, "text", message->text);                                                                            \
        for (ULONG i = 0; i < message->person_count; i++) SAY(to, "to", message->persons[i].address);              \
        for (ULONG i = 0; i < message->file_count; i++) SAY(to, "file", message->files[i].path);                   \
        sprintf(number, "%lx", flags);                                                                             \
        say(to, "flags", number);                                                                                  \
        fclose(to);                                                                                                \
    }

WRITE_DOWN(A, say_a)
#ifndef ONLY_ANSI
WRITE_DOWN(W, say_w)
#endif

static ULONG act(void) {
    const char *deed = getenv("CALLMEND_PROOF_DEED");
    int *volatile nowhere = (int *)8;
    if (deed && !strcmp(deed, "hangs")) Sleep(INFINITE);
    if (deed && !strcmp(deed, "crashes")) *nowhere = 1;
    return 0;
}

ULONG __declspec(dllexport) WINAPI MAPISendMail(ULONG_PTR session, ULONG_PTR window, MessageA *message, ULONG flags,
                                                ULONG reserved) {
    write_down_A(message, flags);
    return act();
}

#ifndef ONLY_ANSI
ULONG __declspec(dllexport) WINAPI MAPISendMailW(ULONG_PTR session, ULONG_PTR window, MessageW *message, ULONG flags,
                                                 ULONG reserved) {
    write_down_W(message, flags);
    return act();
}
#endif
