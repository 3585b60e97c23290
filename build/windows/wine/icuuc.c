/* For Wine prefixes that tests make, never for the program: the codec part of Windows 10's own ICU library.
 *
 * Qt links it for rare text encodings. Opening a codec fails here, and Qt then uses those it has itself. */
#include <windows.h>

#define SHOW __declspec(dllexport)
enum { UNSUPPORTED = 16 };

SHOW void *ucnv_open(const char *name, int *status) { (void)name; if (status) *status = UNSUPPORTED; return NULL; }
SHOW const char *ucnv_getName(const void *codec, int *status) { (void)codec; if (status) *status = UNSUPPORTED; return NULL; }
SHOW const char *ucnv_getStandardName(const char *name, const char *standard, int *status)
{ (void)name; (void)standard; if (status) *status = UNSUPPORTED; return NULL; }
SHOW const char *ucnv_getAvailableName(int index) { (void)index; return NULL; }
SHOW int ucnv_countAvailable(void) { return 0; }
SHOW signed char ucnv_getMaxCharSize(const void *codec) { (void)codec; return 1; }
SHOW int ucnv_toUCountPending(const void *codec, int *status) { (void)codec; (void)status; return 0; }
SHOW int ucnv_fromUCountPending(const void *codec, int *status) { (void)codec; (void)status; return 0; }

/* Never reached, because no codec was opened; they must only be there. */
#define UNREACHED(name) SHOW void name(void) {}
UNREACHED(ucnv_close)
UNREACHED(ucnv_reset)
UNREACHED(ucnv_getToUCallBack)
UNREACHED(ucnv_getFromUCallBack)
UNREACHED(ucnv_setToUCallBack)
UNREACHED(ucnv_setFromUCallBack)
UNREACHED(ucnv_fromUnicode)
UNREACHED(ucnv_toUnicode)
UNREACHED(ucnv_cbToUWriteUChars)
UNREACHED(ucnv_cbFromUWriteUChars)
UNREACHED(UCNV_TO_U_CALLBACK_SUBSTITUTE)
UNREACHED(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
