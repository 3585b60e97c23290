/* For Wine prefixes that tests make, never for the program: the random numbers of Windows 10's bcryptprimitives.
 *
 * Libraries written in Rust ask it when they are loaded; Wine 8 lacks it. RtlGenRandom is the same source by its older
 * name. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(void *buffer, ULONG length);

__declspec(dllexport) BOOL WINAPI ProcessPrng(BYTE *buffer, SIZE_T length)
{
    return SystemFunction036(buffer, (ULONG)length);
}
