/* For Wine prefixes that tests make, never for the program: Windows.UI.ViewManagement.UISettings.
 *
 * Qt asks this class for the theme's colours when it starts and does not survive its absence; Wine 8 lacks it. Two
 * interfaces are answered: IUISettings, none of whose methods Qt calls, and IUISettings3, which tells one colour. */
#include <windows.h>
#include <string.h>

static const GUID unknown_id = {0x00000000, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID factory_id = {0x00000035, 0, 0, {0xc0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID agile_id = {0x94ea2b94, 0xe9cc, 0x49e0, {0xc0, 0xff, 0xee, 0x64, 0xca, 0x8f, 0x5b, 0x90}};
static const GUID inspectable_id = {0xaf86e2e0, 0xb12d, 0x4c6a, {0x9c, 0x5a, 0xd7, 0xaa, 0x65, 0x10, 0x1e, 0x90}};
static const GUID settings_id = {0x85361600, 0x1c63, 0x4627, {0xbc, 0xb1, 0x3a, 0x89, 0xe0, 0xbc, 0x9c, 0x55}};
static const GUID settings3_id = {0x03021be4, 0x5254, 0x4781, {0x81, 0x94, 0x51, 0x68, 0xf7, 0xd0, 0x6d, 0x7b}};

#define METHODS 24
struct face { const void *const *methods; };
/* One object of each kind lives as long as the library: counting references would only cost lines. */
static struct face settings, settings3, factory;

static BOOL same(const GUID *one, const GUID *other) { return memcmp(one, other, sizeof *one) == 0; }

static HRESULT WINAPI ask(struct face *self, const GUID *id, void **out)
{
    *out = NULL;
    if (self == &factory) {
        if (same(id, &unknown_id) || same(id, &factory_id) || same(id, &agile_id) || same(id, &inspectable_id))
            *out = self;
    } else if (same(id, &settings3_id)) {
        *out = &settings3;
    } else if (same(id, &unknown_id) || same(id, &inspectable_id) || same(id, &agile_id) || same(id, &settings_id)) {
        *out = &settings;
    }
    return *out ? S_OK : E_NOINTERFACE;
}

static ULONG WINAPI count(struct face *self) { (void)self; return 1; }

static HRESULT WINAPI interfaces(struct face *self, ULONG *number, GUID **ids)
{
    (void)self;
    *number = 0;
    *ids = NULL;
    return S_OK;
}

static HRESULT WINAPI refuse(struct face *self) { (void)self; return E_NOTIMPL; }

static HRESULT WINAPI make(struct face *self, void **out) { (void)self; *out = &settings; return S_OK; }

/* Alpha, red, green, blue. Kind 0 is the background, 1 the foreground, the others are accents. */
static HRESULT WINAPI colour(struct face *self, int kind, BYTE *out)
{
    static const BYTE light[3][4] = {{255, 255, 255, 255}, {255, 0, 0, 0}, {255, 0, 99, 177}};
    (void)self;
    memcpy(out, light[kind < 0 || kind > 1 ? 2 : kind], 4);
    return S_OK;
}

static HRESULT WINAPI watch(struct face *self, void *handler, LONGLONG *token)
{
    (void)self; (void)handler;
    *token = 1;
    return S_OK;
}

static HRESULT WINAPI unwatch(struct face *self, LONGLONG token) { (void)self; (void)token; return S_OK; }

#define BASE ask, count, count, interfaces, refuse, refuse
static const void *const settings_methods[METHODS] = {
    BASE, refuse, refuse, refuse, refuse, refuse, refuse, refuse, refuse, refuse, refuse, refuse, refuse, refuse,
    refuse, refuse, refuse, refuse, refuse};
static const void *const settings3_methods[METHODS] = {BASE, colour, watch, unwatch};
static const void *const factory_methods[METHODS] = {BASE, make};
static struct face settings = {settings_methods}, settings3 = {settings3_methods}, factory = {factory_methods};

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(void *name, void **out)
{
    (void)name;
    *out = &factory;
    return S_OK;
}

__declspec(dllexport) HRESULT WINAPI DllCanUnloadNow(void) { return S_FALSE; }
