/* N readers of one coverage who come back by Last-Event-ID whatever happens to them, in one thread, and
 * check by themselves that each of them is sent every position once, in order, with that position's body.
 *
 * usage: returning PORT PATH EPOCH POSITION N      (loopback only; they begin at that cursor)
 * A reader who is cut, refused or told `bye` comes back within a second, by chance.
 * Prints "ready" when all are on a stream. A line on stdin is answered with one:
 *   patient     "ok": from now on each comes back after the `retry:` that his stream began with
 *   cut K       "ok": K readers, by chance, but never reader 0, lose their connection
 *   back K      "ok": readers have missed the last 0 to K-1 positions, as if they had never been sent
 *   stop        "ok": reader 0, whose kernel keeps little for him, reads no more until he is cut
 *   go          "ok": reader 0 reads on, if he still has that connection
 *   tell P      {"at":who have been sent P,"open":on a stream,"returns":…,"refused":answers but 200,
 *                "slow":1 once the stopped reader was cut,"resets":…,"lost":…,"doubled":…,"disordered":…,
 *                "opened":CLOCK_MONOTONIC ns of the last stream that began}
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

enum { MOST = 20000, LINE = 64, TICK = 5, DIALS = 400, SOON = 1000, SOURCES = 8 };
typedef struct {
    int fd, on, stopped, length, first;
    char line[LINE];
    long position, newest, id, body; /* newest: on this connection; id, body: of the event being read */
    long retry;
    uint64_t due;
} reader;
static reader all[MOST];
static int many, port, poller, on, patient;
static long returns, refused, slow, resets, lost, doubled, disordered;
static uint64_t opened;
static const char *path, *epoch;

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ull + t.tv_nsec;
}

static void hang_up(reader *r)
{
    struct linger none = {.l_onoff = 1};
    setsockopt(r->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none); /* a reset: no TIME_WAIT of ours */
    close(r->fd);
    if (r->on) on--;
    r->fd = -1;
    r->on = r->stopped = 0;
    r->due = now() + (uint64_t)((patient ? r->retry : drand48() * SOON) * 1e6);
    returns++;
}

static void dial(int i)
{
    reader *r = &all[i];
    int one = 1, little = 4096;
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET, .sin_port = htons(port)};
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 1 + i % SOURCES);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    r->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(r->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (i == 0) setsockopt(r->fd, SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    if (bind(r->fd, (void *)&from, sizeof from)) { perror("bind"); exit(1); }
    if (connect(r->fd, (void *)&to, sizeof to) && errno != EINPROGRESS) { hang_up(r); return; }
    r->length = 0;
    r->first = 1;
    r->newest = r->id = r->body = -1;
    struct epoll_event at = {.events = EPOLLOUT, .data.fd = i};
    epoll_ctl(poller, EPOLL_CTL_ADD, r->fd, &at);
}

static void listen_for(reader *r, uint32_t what)
{
    struct epoll_event at = {.events = what, .data.fd = r - all};
    epoll_ctl(poller, EPOLL_CTL_MOD, r->fd, &at);
}

static void ask(reader *r)
{
    char head[512];
    int length = snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nLast-Event-ID: %s.%ld\r\n\r\n",
                          path, epoch, r->position);
    if (send(r->fd, head, length, MSG_NOSIGNAL) == length) listen_for(r, EPOLLIN);
    else hang_up(r);
}

static void arrived(reader *r)
{
    if (r->id < r->newest || r->body != r->id) disordered++;
    else if (r->id <= r->position) doubled++;
    else lost += r->id - r->position - 1;
    r->newest = r->id;
    if (r->id > r->position) r->position = r->id;
}

/* One line of the answer's head or of the stream; 0: this connection is of no use. */
static int line(reader *r)
{
    const char *text = r->line, *dot;
    r->line[r->length < LINE ? r->length : LINE - 1] = 0;
    if (r->first) {
        r->first = 0;
        if (strncmp(text, "HTTP/1.1 200", 12)) { refused++; return 0; }
    } else if (!strncmp(text, "event: hello", 12)) {
        if (!r->on) r->on = 1, on++, opened = now();
    } else if (!strncmp(text, "event: reset", 12)) resets++;
    else if (!strncmp(text, "retry: ", 7)) r->retry = atol(text + 7);
    else if (!strncmp(text, "id: ", 4) && (dot = strchr(text, '.'))) r->id = atol(dot + 1);
    else if (!strncmp(text, "data: {\"position\":", 18)) r->body = atol(text + 18);
    else if (!r->length && r->id >= 0) arrived(r), r->id = r->body = -1;
    r->length = 0;
    return 1;
}

static void take(reader *r, const char *bytes, ssize_t length)
{
    for (ssize_t i = 0; i < length; i++) {
        if (bytes[i] == '\r') continue;
        if (bytes[i] != '\n') {
            if (r->length < LINE - 1) r->line[r->length] = bytes[i];
            r->length++;
        } else if (!line(r)) { hang_up(r); return; }
    }
}

static void tell(long position)
{
    int at = 0;
    for (int i = 0; i < many; i++) at += all[i].position >= position;
    printf("{\"at\":%d,\"open\":%d,\"returns\":%ld,\"refused\":%ld,\"slow\":%ld,\"resets\":%ld,\"lost\":%ld,"
           "\"doubled\":%ld,\"disordered\":%ld,\"opened\":%llu}\n", at, on, returns, refused, slow, resets, lost,
           doubled, disordered, (unsigned long long)opened);
}

static void cut(long number)
{
    while (number-- > 0) {
        reader *r = &all[1 + (int)(drand48() * (many - 1))];
        if (r->fd >= 0) hang_up(r);
    }
}

static void back(long most)
{
    for (int i = 0; i < many; i++)
        if (all[i].position > most) all[i].position -= i % most;
}

static void obey(const char *command)
{
    long number = 0;
    if (sscanf(command, "tell %ld", &number) == 1) tell(number);
    else {
        if (sscanf(command, "cut %ld", &number) == 1) cut(number);
        else if (sscanf(command, "back %ld", &number) == 1) back(number);
        else if (!strncmp(command, "patient", 7)) patient = 1;
        else if (!strncmp(command, "stop", 4) && all[0].on) all[0].stopped = 1, listen_for(&all[0], 0);
        else if (!strncmp(command, "go", 2) && all[0].stopped) all[0].stopped = 0, listen_for(&all[0], EPOLLIN);
        puts("ok");
    }
    fflush(stdout);
}

static void hear(reader *r, uint32_t what)
{
    static char bytes[262144];
    if (r->fd < 0) return; /* it was hung up on within this turn */
    if (r->stopped) { /* errors are told all the same */
        if (what & (EPOLLERR | EPOLLHUP)) slow = 1, hang_up(r);
    } else if (what & EPOLLOUT) {
        int error = 0;
        socklen_t size = sizeof error;
        getsockopt(r->fd, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error) hang_up(r);
        else ask(r);
    } else {
        ssize_t got = recv(r->fd, bytes, sizeof bytes, 0);
        if (got > 0) take(r, bytes, got);
        else if (!(got < 0 && errno == EAGAIN)) hang_up(r);
    }
}

static void begin(char **argv)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    port = atoi(argv[1]), path = argv[2], epoch = argv[3], many = atoi(argv[5]);
    if (many < 2 || many > MOST) { fprintf(stderr, "N must be 2 to %d\n", MOST); exit(2); }
    for (int i = 0; i < many; i++) all[i].fd = -1, all[i].position = atol(argv[4]), all[i].retry = SOON;
    poller = epoll_create1(0);
    struct epoll_event at = {.events = EPOLLIN, .data.fd = -1};
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &at);
}

int main(int argc, char **argv)
{
    if (argc != 6) { fputs("usage: returning PORT PATH EPOCH POSITION N\n", stderr); return 2; }
    begin(argv);
    struct epoll_event ready[512];
    char command[256];
    for (int said = 0;;) {
        int n = epoll_wait(poller, ready, 512, TICK), dials = 0;
        for (int k = 0; k < n; k++) {
            if (ready[k].data.fd >= 0) { hear(&all[ready[k].data.fd], ready[k].events); continue; }
            ssize_t got = read(0, command, sizeof command - 1);
            if (got <= 0) return 0;
            command[got] = 0;
            obey(command);
        }
        uint64_t time = now();
        for (int i = 0; i < many && dials < DIALS; i++)
            if (all[i].fd < 0 && all[i].due <= time) dial(i), dials++;
        if (!said && on == many) said = 1, puts("ready"), fflush(stdout);
    }
}
