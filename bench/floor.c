/* The floor: what one broadcast costs when a C program does nothing but send().
 *
 * usage: floor PORT     (loopback only)
 * GET on any path joins the stream. A line "SIZE" on stdin sends one event with SIZE bytes of data to
 * every reader, then prints "sent".
 */
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 65536 };
static int readers[MOST], count;

static int listen_on(int port)
{
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(fd, (void *)&at, sizeof at) || listen(fd, 4096)) { perror("bind"); exit(1); }
    return fd;
}

static void join(int fd)
{
    static const char hello[] =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        "16\r\nevent: hello\ndata: {}\n\n\r\n";
    char request[16384];
    if (read(fd, request, sizeof request) <= 0) { close(fd); return; }
    send(fd, hello, sizeof hello - 1, MSG_NOSIGNAL);
    readers[count++] = fd;
}

static void broadcast(int size, int number)
{
    static char event[1 << 20], chunk[(1 << 20) + 64];
    int head = sprintf(event, "id: floor.%d\nevent: change\ndata: ", number);
    memset(event + head, 'x', size);
    int length = head + size + sprintf(event + head + size, "\n\n");
    int bytes = sprintf(chunk, "%x\r\n%.*s\r\n", length, length, event);
    for (int i = 0; i < count; i++)
        for (int sent = 0; sent < bytes;) {
            ssize_t n = send(readers[i], chunk + sent, bytes - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n > 0) { sent += n; continue; }
            if (errno != EAGAIN) break;
            poll(&(struct pollfd){.fd = readers[i], .events = POLLOUT}, 1, 1000);
        }
}

int main(int argc, char **argv)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int door = listen_on(argc > 1 ? atoi(argv[1]) : 0), all = epoll_create1(0), sent = 0;
    struct epoll_event at = {.events = EPOLLIN, .data.fd = door}, ready[256];
    epoll_ctl(all, EPOLL_CTL_ADD, door, &at);
    at.data.fd = 0;
    epoll_ctl(all, EPOLL_CTL_ADD, 0, &at);
    puts("ready");
    fflush(stdout);
    for (;;) {
        int n = epoll_wait(all, ready, 256, -1);
        for (int i = 0; i < n; i++) {
            int fd = ready[i].data.fd;
            if (fd == door) {
                int one = 1, reader;
                while ((reader = accept4(door, 0, 0, SOCK_NONBLOCK)) >= 0) {
                    setsockopt(reader, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    at.events = EPOLLIN | EPOLLONESHOT;
                    at.data.fd = reader;
                    epoll_ctl(all, EPOLL_CTL_ADD, reader, &at);
                }
            } else if (fd == 0) {
                char line[64];
                ssize_t got = read(0, line, sizeof line - 1);
                if (got <= 0) return 0;
                line[got] = 0;
                int size = 0;
                if (sscanf(line, "%d", &size) == 1 && size > 0 && size < 1000000)
                    broadcast(size, ++sent);
                puts("sent");
                fflush(stdout);
            } else join(fd);
        }
    }
}
