/* The sums of products that numpy asks of a BLAS library, and nothing else of one: in place of 28 MB with a version for
 * every processor and every kind of linear algebra, of which this program uses the product of two rows of samples.
 *
 * Names and meaning: the C interface of the Reference BLAS (netlib), with numpy's prefix and 64-bit numbers. A negative
 * step begins at the far end, as there. Compiled by blas.py; a test holds it against numpy's own loops.
 */
#include <complex.h>
#include <stdint.h>

typedef int64_t N;
enum { ROWS = 101, PLAIN = 111, TURNED = 112, CONJUGATED = 113, UPPER = 121 };

static N first(N n, N step) { return step < 0 ? (1 - n) * step : 0; }
static N place(int order, N lead, N row, N column) { return order == ROWS ? row * lead + column : column * lead + row; }

#define REAL(value) (value)
#define SAME(value) (value)
#define POINTED(T) const T *
#define VALUE(T) T
#define FOLLOW(value) (*(value))

/* P: prefix of the names. T: kind of number. SCALAR, GET: how alpha and beta come. CONJ: the conjugate. */
#define KIND(P, T, SCALAR, GET, CONJ)                                                                                  \
    static T P##at(const T *a, int order, int form, N lead, N row, N column) {                                         \
        if (form == PLAIN) return a[place(order, lead, row, column)];                                                  \
        T value = a[place(order, lead, column, row)];                                                                  \
        return form == CONJUGATED ? CONJ(value) : value;                                                               \
    }                                                                                                                  \
    static void P##put(T *c, T sum, T alpha, T beta) { *c = alpha * sum + (beta == 0 ? 0 : beta * *c); }               \
    void scipy_cblas_##P##axpy64_(N n, SCALAR(T) alpha, const T *x, N dx, T *y, N dy) {                                \
        for (N i = 0, a = first(n, dx), b = first(n, dy); i < n; i++, a += dx, b += dy) y[b] += GET(alpha) * x[a];     \
    }                                                                                                                  \
    void scipy_cblas_##P##gemv64_(int order, int form, N rows, N columns, SCALAR(T) alpha, const T *a, N lead,         \
                                  const T *x, N dx, SCALAR(T) beta, T *y, N dy) {                                      \
        N high = form == PLAIN ? rows : columns, wide = form == PLAIN ? columns : rows;                                \
        for (N i = 0, b = first(high, dy); i < high; i++, b += dy) {                                                   \
            T sum = 0;                                                                                                 \
            for (N j = 0, k = first(wide, dx); j < wide; j++, k += dx) sum += P##at(a, order, form, lead, i, j) * x[k];\
            P##put(y + b, sum, GET(alpha), GET(beta));                                                                 \
        }                                                                                                              \
    }                                                                                                                  \
    void scipy_cblas_##P##gemm64_(int order, int form_a, int form_b, N rows, N columns, N inner, SCALAR(T) alpha,      \
                                  const T *a, N lead_a, const T *b, N lead_b, SCALAR(T) beta, T *c, N lead_c) {        \
        for (N i = 0; i < rows; i++)                                                                                   \
            for (N j = 0; j < columns; j++) {                                                                          \
                T sum = 0;                                                                                             \
                for (N k = 0; k < inner; k++)                                                                          \
                    sum += P##at(a, order, form_a, lead_a, i, k) * P##at(b, order, form_b, lead_b, k, j);              \
                P##put(c + place(order, lead_c, i, j), sum, GET(alpha), GET(beta));                                    \
            }                                                                                                          \
    }                                                                                                                  \
    void scipy_cblas_##P##syrk64_(int order, int half, int form, N size, N inner, SCALAR(T) alpha, const T *a, N lead, \
                                  SCALAR(T) beta, T *c, N lead_c) {                                                    \
        for (N i = 0; i < size; i++)                                                                                   \
            for (N j = half == UPPER ? i : 0; j < (half == UPPER ? size : i + 1); j++) {                               \
                T sum = 0;                                                                                             \
                for (N k = 0; k < inner; k++)                                                                          \
                    sum += P##at(a, order, form, lead, i, k) * P##at(a, order, form, lead, j, k);                      \
                P##put(c + place(order, lead_c, i, j), sum, GET(alpha), GET(beta));                                    \
            }                                                                                                          \
    }

#define REAL_DOT(P, T)                                                                                                 \
    T scipy_cblas_##P##dot64_(N n, const T *x, N dx, const T *y, N dy) {                                               \
        T sum = 0;                                                                                                     \
        for (N i = 0, a = first(n, dx), b = first(n, dy); i < n; i++, a += dx, b += dy) sum += x[a] * y[b];            \
        return sum;                                                                                                    \
    }

#define COMPLEX_DOT(P, T, NAME, CONJ)                                                                                  \
    void scipy_cblas_##P##NAME##_sub64_(N n, const T *x, N dx, const T *y, N dy, T *result) {                          \
        T sum = 0;                                                                                                     \
        for (N i = 0, a = first(n, dx), b = first(n, dy); i < n; i++, a += dx, b += dy) sum += CONJ(x[a]) * y[b];      \
        *result = sum;                                                                                                 \
    }

KIND(s, float, VALUE, SAME, REAL)
KIND(d, double, VALUE, SAME, REAL)
KIND(c, float complex, POINTED, FOLLOW, conjf)
KIND(z, double complex, POINTED, FOLLOW, conj)
REAL_DOT(s, float)
REAL_DOT(d, double)
COMPLEX_DOT(c, float complex, dotu, SAME)
COMPLEX_DOT(c, float complex, dotc, conjf)
COMPLEX_DOT(z, double complex, dotu, SAME)
COMPLEX_DOT(z, double complex, dotc, conj)
