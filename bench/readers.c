/* N readers of one stream, in one thread: who got which event, and when.
 *
 * usage: readers PORT PATH N [gzip]     (loopback only)
 * Connects and prints "ready" when every reader is on the stream. A line "K" on stdin asks for a report,
 * given when every reader has K events, or after 10 s; then they are forgotten. One JSON line:
 *   {"readers":N,"bytes":all that came,"closed":0,"doubled":0,"disordered":0,"events":[{"id":"…","got":N,"first":ns,"p50":ns,
 *    "p99":ns,"last":ns}, …]}
 * With gzip the streams are not inflated (10,000 inflaters take 400 MB): what ends in a flush and is longer
 * than a heartbeat is an event, whose id is its number since the last report.
 * Times are CLOCK_MONOTONIC, in nanoseconds, taken when the end of the event was read. Ends with stdin.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 20000, EVENTS = 4096, ID = 48, LONGER_THAN_A_BEAT = 200 };
typedef struct {
    int fd, greeted, last; char id[ID]; int id_length, in_id, at_line, used;
    uint32_t tail; int block, blocks; /* gzip: the last four bytes; the length of a block, and how many came */
} reader;
static reader all[MOST];
static struct { char id[ID]; int got; uint64_t *when; } events[EVENTS];
static int many, known, closed, doubled, disordered, greeted, packed;
static uint64_t came;

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static int event_of(const char *id)
{
    for (int i = known - 1; i >= 0; i--) if (!strcmp(events[i].id, id)) return i;
    if (known == EVENTS) { fputs("too many events for one report\n", stderr); exit(1); }
    strcpy(events[known].id, id);
    events[known].when = malloc(sizeof(uint64_t) * many);
    events[known].got = 0;
    return known++;
}

static void arrived(reader *r)
{
    int which = event_of(r->id);
    if (which == r->last) doubled++;
    else if (which < r->last) disordered++;
    r->last = which;
    if (events[which].got < many) events[which].when[events[which].got++] = now();
}

/* A full flush ends with an empty stored block: 00 00 ff ff. */
static void take_packed(reader *r, char c)
{
    r->tail = r->tail << 8 | (unsigned char)c;
    r->block++;
    if (r->tail != 0x0000ffff) return;
    if (r->block > LONGER_THAN_A_BEAT) sprintf(r->id, "packed.%d", ++r->blocks), arrived(r);
    r->block = 0;
}

/* Follows the stream byte by byte: an `id:` line names the event, an empty line ends it. */
static void take(reader *r, const char *bytes, ssize_t length)
{
    for (ssize_t i = 0; i < length; i++) {
        char c = bytes[i];
        if (packed && r->greeted) { take_packed(r, c); continue; }
        if (c == '\r') continue;
        if (c == '\n') {
            if (r->in_id) r->id[r->id_length] = 0, r->used = 1;
            else if (r->at_line == 0) {
                if (!r->greeted) r->greeted = 1, greeted++;
                if (r->used) arrived(r);
                r->used = 0;
            }
            r->in_id = r->at_line = r->id_length = 0;
            continue;
        }
        if (r->in_id) {
            if (c != ' ' && r->id_length < ID - 1) r->id[r->id_length++] = c;
        } else if (r->at_line < 3) {
            if (c != "id:"[r->at_line]) r->at_line = 3;
            else if (++r->at_line == 3) r->in_id = 1, r->id_length = 0;
            if (!r->in_id && r->at_line == 0) r->at_line = 3;
        }
    }
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void report(void)
{
    printf("{\"readers\":%d,\"bytes\":%llu,\"closed\":%d,\"doubled\":%d,\"disordered\":%d,\"events\":[", many,
           (unsigned long long)came, closed, doubled, disordered);
    for (int i = 0; i < known; i++) {
        int n = events[i].got;
        uint64_t *w = events[i].when;
        qsort(w, n, sizeof *w, by_size);
        printf("%s{\"id\":\"%s\",\"got\":%d,\"first\":%llu,\"p50\":%llu,\"p99\":%llu,\"last\":%llu}",
               i ? "," : "", events[i].id, n, (unsigned long long)w[0],
               (unsigned long long)w[n / 2], (unsigned long long)w[n * 99 / 100],
               (unsigned long long)w[n - 1]);
        free(w);
    }
    puts("]}");
    fflush(stdout);
    known = closed = doubled = disordered = came = 0;
    for (int i = 0; i < many; i++) all[i].last = -1, all[i].blocks = 0;
}

static int whole(int wanted)
{
    if (known < wanted) return 0;
    for (int i = 0; i < known; i++) if (events[i].got < many) return 0;
    return 1;
}

static int dial(int number, int port, const char *path)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons(port)};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + number % 4); /* more than 28,000 ports in all */
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(fd, (void *)&from, sizeof from) || connect(fd, (void *)&to, sizeof to)) {
        perror("connect");
        exit(1);
    }
    dprintf(fd, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n%s\r\n", path,
            packed ? "Accept-Encoding: gzip\r\n" : "");
    return fd;
}

int main(int argc, char **argv)
{
    if (argc != 4 && argc != 5) { fputs("usage: readers PORT PATH N [gzip]\n", stderr); return 2; }
    packed = argc == 5;
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    many = atoi(argv[3]);
    if (many < 1 || many > MOST) { fprintf(stderr, "N must be 1 to %d\n", MOST); return 2; }
    int poller = epoll_create1(0), said = 0, wanted = -1;
    uint64_t asked = 0;
    struct epoll_event at = {.events = EPOLLIN, .data.fd = -1}, ready[512];
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &at);
    for (int i = 0; i < many; i++) {
        all[i].fd = dial(i, atoi(argv[1]), argv[2]);
        all[i].last = -1;
        at.data.fd = i;
        epoll_ctl(poller, EPOLL_CTL_ADD, all[i].fd, &at);
    }
    static char bytes[262144];
    for (;;) {
        int n = epoll_wait(poller, ready, 512, wanted < 0 ? -1 : 5);
        for (int k = 0; k < n; k++) {
            int i = ready[k].data.fd;
            if (i < 0) {
                ssize_t got = read(0, bytes, sizeof bytes - 1);
                if (got <= 0) return 0;
                bytes[got] = 0;
                wanted = atoi(bytes);
                asked = now();
                continue;
            }
            ssize_t got = recv(all[i].fd, bytes, sizeof bytes, MSG_DONTWAIT);
            if (got > 0) came += got, take(&all[i], bytes, got);
            else if (!(got < 0 && errno == EAGAIN)) {
                closed++;
                epoll_ctl(poller, EPOLL_CTL_DEL, all[i].fd, 0);
                close(all[i].fd);
            }
        }
        if (wanted >= 0 && (whole(wanted) || now() - asked > 10000000000ull)) wanted = -1, report();
        if (!said && greeted == many) said = 1, puts("ready"), fflush(stdout);
    }
}
