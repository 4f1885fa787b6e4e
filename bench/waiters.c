/* N readers who wait for the delta, in one thread: who was answered, and when.
 *
 * usage: waiters PORT PREFIX N     (loopback only)
 * Connects and prints "ready". A line "CURSOR" on stdin has every reader ask for PREFIX + CURSOR, on the
 * connection that he has; "asked" is printed when all have, and one JSON line when all are answered, or after
 * 60 s:
 *   {"answered":N,"odd":0,"closed":0,"first":ns,"p50":ns,"p99":ns,"last":ns}
 * odd: another status than 200, or no length. Times are CLOCK_MONOTONIC, in nanoseconds, taken when the end of
 * the answer was read. Ends with stdin.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, HEAD = 2048 };
typedef struct { int fd, waits, used; long left; char head[HEAD]; } reader;
static reader *all;
static uint64_t *when;
static int many, answered, odd, closed;

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void end(reader *r)
{
    r->waits = r->used = 0;
    when[answered++] = now();
}

/* Gather the head, then count the body off. */
static void take(reader *r, const char *bytes, ssize_t length)
{
    while (length > 0 && r->waits) {
        if (r->waits == 2) { /* in the body */
            long part = length < r->left ? length : r->left;
            bytes += part, length -= part, r->left -= part;
            if (!r->left) end(r);
            continue;
        }
        if (r->used == HEAD - 1) { odd++; end(r); return; }
        r->head[r->used++] = *bytes++, length--;
        if (r->used < 4 || memcmp(r->head + r->used - 4, "\r\n\r\n", 4)) continue;
        r->head[r->used] = 0;
        const char *tells = strcasestr(r->head, "\r\ncontent-length:");
        if (strncmp(r->head, "HTTP/1.1 200", 12) || !tells) odd++;
        r->left = tells ? atol(tells + 17) : 0;
        r->waits = 2;
        if (!r->left) end(r);
    }
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void report(void)
{
    int n = answered;
    qsort(when, n, sizeof *when, by_size);
    printf("{\"answered\":%d,\"odd\":%d,\"closed\":%d,\"first\":%llu,\"p50\":%llu,\"p99\":%llu,\"last\":%llu}\n", n,
           odd, closed, (unsigned long long)(n ? when[0] : 0), (unsigned long long)(n ? when[n / 2] : 0),
           (unsigned long long)(n ? when[n * 99 / 100] : 0), (unsigned long long)(n ? when[n - 1] : 0));
    fflush(stdout);
}

static int dial(int number, int port)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons(port)};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + number % 4); /* more than 28,000 ports in all */
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (void *)&from, sizeof from) || connect(fd, (void *)&to, sizeof to)) {
        perror("connect");
        exit(1);
    }
    return fd;
}

static void ask(const char *prefix, const char *cursor)
{
    answered = odd = 0;
    for (int i = 0; i < many; i++) {
        all[i].waits = 1;
        dprintf(all[i].fd, "GET %s%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", prefix, cursor);
    }
    puts("asked");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc != 4) { fputs("usage: waiters PORT PREFIX N\n", stderr); return 2; }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    many = atoi(argv[3]);
    if (many < 1 || many > MOST) { fprintf(stderr, "N must be 1 to %d\n", MOST); return 2; }
    all = calloc(many, sizeof *all);
    when = calloc(many, sizeof *when);
    int poller = epoll_create1(0), open = 0;
    uint64_t asked = 0;
    struct epoll_event at = {.events = EPOLLIN, .data.fd = -1}, ready[512];
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &at);
    for (int i = 0; i < many; i++) {
        all[i].fd = dial(i, atoi(argv[1]));
        at.data.fd = i;
        epoll_ctl(poller, EPOLL_CTL_ADD, all[i].fd, &at);
    }
    puts("ready");
    fflush(stdout);
    static char bytes[262144];
    for (;;) {
        int n = epoll_wait(poller, ready, 512, open ? 5 : -1);
        for (int k = 0; k < n; k++) {
            int i = ready[k].data.fd;
            if (i < 0) {
                ssize_t got = read(0, bytes, 256);
                if (got <= 0) return 0;
                bytes[got - 1] = 0;
                ask(argv[2], bytes);
                open = 1, asked = now();
                continue;
            }
            ssize_t got = recv(all[i].fd, bytes, sizeof bytes, MSG_DONTWAIT);
            if (got > 0) take(&all[i], bytes, got);
            else if (!(got < 0 && errno == EAGAIN)) {
                closed++;
                epoll_ctl(poller, EPOLL_CTL_DEL, all[i].fd, 0);
                close(all[i].fd);
            }
        }
        if (open && (answered >= many || now() - asked > 60000000000ull)) open = 0, report();
    }
}
