/* For Wine prefixes that tests make, never for the program: the complex functions of Windows' C library.
 *
 * Wine 8 names them and aborts when one is called, and numpy calls them while it is imported. The library made of this
 * file forwards everything else to Wine's own. Complex numbers travel as structures, as Microsoft's compiler has them;
 * its long double is a double. */
#include <complex.h>

typedef struct { float part[2]; } single;
typedef struct { double part[2]; } twice;

#define SHOW(name) __attribute__((used)) name
#define VALUE(z) ((z).part[0] + (z).part[1] * I)

#define TO_COMPLEX(name) \
    single SHOW(our_##name##f)(single z) { float complex r = name##f(VALUE(z)); return (single){{crealf(r), cimagf(r)}}; } \
    twice SHOW(our_##name)(twice z) { double complex r = name(VALUE(z)); return (twice){{creal(r), cimag(r)}}; }

#define TO_REAL(name) \
    float SHOW(our_##name##f)(single z) { return name##f(VALUE(z)); } \
    double SHOW(our_##name)(twice z) { return name(VALUE(z)); }

TO_COMPLEX(ccos)
TO_COMPLEX(ccosh)
TO_COMPLEX(cexp)
TO_COMPLEX(csin)
TO_COMPLEX(csinh)
TO_COMPLEX(ctan)
TO_COMPLEX(ctanh)
TO_REAL(cabs)
TO_REAL(carg)
TO_REAL(creal)
TO_REAL(cimag)

single SHOW(our_cpowf)(single z, single w)
{
    float complex r = cpowf(VALUE(z), VALUE(w));
    return (single){{crealf(r), cimagf(r)}};
}

twice SHOW(our_cpow)(twice z, twice w)
{
    double complex r = cpow(VALUE(z), VALUE(w));
    return (twice){{creal(r), cimag(r)}};
}
