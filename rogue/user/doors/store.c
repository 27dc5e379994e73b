// SPDX-License-Identifier: GPL-2.0-only
/*
 * xenstore through the kernel's device for it: as a client, and as the process
 * that serves it. The server knows what the kernel's drivers need: keys,
 * directories and watches. A transaction has no effect of its own.
 */
#include "store.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>

#include <xen/evtchn.h>
#include <xen/io/xs_wire.h>

#define IOCTL_XENBUS_BACKEND_EVTCHN _IOC(_IOC_NONE, 'B', 0, 0)

#define TEXT_SIZE 128

struct message {
    struct xsd_sockmsg head;
    char body[XENSTORE_PAYLOAD_MAX + 1];
};

/* ---- a client ---- */

/* The answer to a request; false if it is an error. */
static bool ask(struct message *message)
{
    const int fd = open("/dev/xen/xenbus", O_RDWR | O_CLOEXEC);
    const size_t size = sizeof(message->head) + message->head.len;
    const uint32_t type = message->head.type;
    ssize_t got = -1;

    if ( fd >= 0 && write(fd, message, size) == (ssize_t)size )
        got = read(fd, message, sizeof(*message) - 1);
    if ( fd >= 0 )
        close(fd);
    if ( got < (ssize_t)sizeof(message->head) || message->head.type != type )
        return false;

    message->body[message->head.len] = '\0';
    return true;
}

bool store_write(const char *path, const char *value)
{
    static struct message message;

    message.head = (struct xsd_sockmsg){ .type = XS_WRITE };
    message.head.len = (uint32_t)(snprintf(message.body, sizeof(message.body),
                                           "%s%c%s", path, 0, value));
    return ask(&message);
}

const char *store_read(const char *path)
{
    static struct message message;

    message.head = (struct xsd_sockmsg){ .type = XS_READ };
    message.head.len = (uint32_t)(snprintf(message.body, sizeof(message.body),
                                           "%s", path)) +
                       1;
    return ask(&message) ? message.body : "";
}

bool store_write_all(const char *directory, const char *const *pairs)
{
    char path[TEXT_SIZE];
    bool done = true;

    for ( ; *pairs; pairs += 2 )
    {
        snprintf(path, sizeof(path), "%s/%s", directory, pairs[0]);
        done &= store_write(path, pairs[1]);
    }

    return done;
}

bool store_shows(const char *path, const char *value)
{
    const time_t end = time(NULL) + 5;

    do
    {
        const char *now = store_read(path);

        if ( value ? !strcmp(now, value) : *now )
            return true;
        rest(20);
    } while ( time(NULL) <= end );

    return false;
}

/* ---- the server: what it knows ---- */

/* Paths here are relative to dom0's own directory if they lie in it. */
static struct {
    char path[TEXT_SIZE], value[TEXT_SIZE];
} keys[512];

/* A watch as it was asked for. */
static struct {
    char path[TEXT_SIZE], token[TEXT_SIZE];
} watches[128];

static const char *relative(const char *path)
{
    static const char own[] = "/local/domain/0/";

    return strncmp(path, own, sizeof(own) - 1) ? path : path + sizeof(own) - 1;
}

/* What follows @directory in a path; NULL if the path is not in it. */
static const char *below(const char *path, const char *directory)
{
    const size_t size = strlen(directory);

    return !strncmp(path, directory, size) && (!path[size] || path[size] == '/')
               ? path + size
               : NULL;
}

static unsigned int find_key(const char *path)
{
    unsigned int i = 0;

    while ( i < ARRAY_SIZE(keys) && strcmp(keys[i].path, path) )
        i++;
    return i;
}

static bool set_key(const char *path, const char *value)
{
    unsigned int i = find_key(path);

    if ( i == ARRAY_SIZE(keys) )
        i = find_key("");
    if ( i == ARRAY_SIZE(keys) )
        return false;

    snprintf(keys[i].path, TEXT_SIZE, "%s", path);
    snprintf(keys[i].value, TEXT_SIZE, "%s", value);
    return true;
}

static void remove_keys(const char *directory)
{
    for ( unsigned int i = 0; i < ARRAY_SIZE(keys); i++ )
        if ( below(keys[i].path, directory) )
            keys[i].path[0] = '\0';
}

/*
 * The names in a directory, each with its 0: their size, or -1 if there is no
 * such directory.
 */
static int list_keys(const char *directory, char *names)
{
    int size = 0;
    bool exists = false;

    for ( unsigned int i = 0; i < ARRAY_SIZE(keys); i++ )
    {
        const char *name = below(keys[i].path, directory);
        int at = 0, length;

        exists |= name && *keys[i].path;
        if ( !name || !*name || !*keys[i].path )
            continue;

        length = (int)strcspn(++name, "/");
        while ( at < size && (strncmp(names + at, name, (size_t)length) ||
                              names[at + length]) )
            at += (int)strlen(names + at) + 1;
        if ( at < size || size + length >= XENSTORE_PAYLOAD_MAX )
            continue;
        memcpy(names + size, name, (size_t)length);
        names[size + length] = '\0';
        size += length + 1;
    }

    return exists ? size : -1;
}

/* ---- the server: the ring ---- */

static struct {
    volatile struct xenstore_domain_interface *ring;
    int events;
    struct ioctl_evtchn_notify port;
} server;

static void notify_kernel(void)
{
    ioctl(server.events, IOCTL_EVTCHN_NOTIFY, &server.port);
}

/* The store outlives its attack: where nobody asks any more it lets others run. */
static void receive(void *bytes, size_t size)
{
    unsigned int idle;

    for ( char *at = bytes; size--; at++ )
    {
        for ( idle = 0; server.ring->req_cons == server.ring->req_prod; idle++ )
            rest(idle < 200 ? 1 : 500);
        *at = server.ring->req[MASK_XENSTORE_IDX(server.ring->req_cons)];
        __sync_synchronize();
        server.ring->req_cons++;
    }
}

static void send_bytes(const void *bytes, size_t size)
{
    for ( const char *at = bytes; size--; at++ )
    {
        while ( server.ring->rsp_prod - server.ring->rsp_cons ==
                XENSTORE_RING_SIZE )
        {
            notify_kernel();
            rest(1);
        }
        server.ring->rsp[MASK_XENSTORE_IDX(server.ring->rsp_prod)] = *at;
        __sync_synchronize();
        server.ring->rsp_prod++;
    }
}

static void send_message(struct xsd_sockmsg head, uint32_t type,
                         const void *body, size_t size)
{
    head.type = type;
    head.len = (uint32_t)size;
    send_bytes(&head, sizeof(head));
    send_bytes(body, size);
    notify_kernel();
}

/* Tell a watch of what has changed, in the words in which it asked. */
static void send_event(unsigned int watch, const char *rest_of_path)
{
    char body[3 * TEXT_SIZE];
    const int size = snprintf(body, sizeof(body), "%s%s%c%s",
                              watches[watch].path, rest_of_path, 0,
                              watches[watch].token);

    send_message((struct xsd_sockmsg){ 0 }, XS_WATCH_EVENT, body,
                 (size_t)size + 1);
}

static void changed(const char *path)
{
    for ( unsigned int i = 0; i < ARRAY_SIZE(watches); i++ )
    {
        const char *rest_of_path = below(path, relative(watches[i].path));

        if ( *watches[i].path && rest_of_path )
            send_event(i, rest_of_path);
    }
}

/* What is watched is a key too, below "watched". */
static void add_watch(const char *path, const char *token)
{
    char key[TEXT_SIZE];
    unsigned int i = 0;

    while ( i < ARRAY_SIZE(watches) && *watches[i].path )
        i++;
    if ( i == ARRAY_SIZE(watches) )
        return;

    snprintf(watches[i].path, TEXT_SIZE, "%s", path);
    snprintf(watches[i].token, TEXT_SIZE, "%s", token);
    send_event(i, "");
    snprintf(key, sizeof(key), "watched/%.100s", path);
    set_key(key, token);
}

static void remove_watch(const char *path, const char *token)
{
    for ( unsigned int i = 0; i < ARRAY_SIZE(watches); i++ )
        if ( !strcmp(watches[i].path, path) &&
             !strcmp(watches[i].token, token) )
            watches[i].path[0] = '\0';
}

static void answer(struct message *message)
{
    static const char ok[] = "OK", none[] = "ENOENT", first[] = "1";
    static char names[XENSTORE_PAYLOAD_MAX + TEXT_SIZE];
    const struct xsd_sockmsg head = message->head;
    const char *path = relative(message->body),
               *second = message->body + strlen(message->body) + 1;
    unsigned int key;
    int size;

    switch ( head.type )
    {
    case XS_READ:
        key = find_key(path);
        if ( key < ARRAY_SIZE(keys) )
            send_message(head, XS_READ, keys[key].value,
                         strlen(keys[key].value));
        else
            send_message(head, XS_ERROR, none, sizeof(none));
        return;

    case XS_DIRECTORY:
        size = list_keys(path, names);
        if ( size >= 0 )
            send_message(head, XS_DIRECTORY, names, (size_t)size);
        else
            send_message(head, XS_ERROR, none, sizeof(none));
        return;

    case XS_TRANSACTION_START:
        send_message(head, head.type, first, sizeof(first));
        return;
    }

    send_message(head, head.type, ok, sizeof(ok));
    switch ( head.type )
    {
    case XS_WRITE:
        set_key(path, second);
        changed(path);
        break;

    case XS_RM:
        remove_keys(path);
        changed(path);
        break;

    case XS_WATCH:
        add_watch(message->body, second);
        break;

    case XS_UNWATCH:
        remove_watch(message->body, second);
        break;
    }
}

static void serve(void)
{
    static struct message message;

    for ( notify_kernel();; )
    {
        receive(&message.head, sizeof(message.head));
        receive(message.body, message.head.len);
        message.body[message.head.len] = '\0';
        answer(&message);
    }
}

/*
 * If somebody serves xenstore already, the kernel's end is connected. The kernel
 * looks for devices when it first hears of xenstore, then watches for others.
 */
bool serve_store(void)
{
    const int backend = open("/dev/xen/xenbus_backend", O_RDWR | O_CLOEXEC);
    struct ioctl_evtchn_bind_interdomain connect = { .remote_domain = 0 };
    int port;

    if ( backend < 0 ||
         (port = ioctl(backend, IOCTL_XENBUS_BACKEND_EVTCHN)) < 0 )
        return false;

    server.events = open("/dev/xen/evtchn", O_RDWR | O_CLOEXEC);
    connect.remote_port = (unsigned int)port;
    port = ioctl(server.events, IOCTL_EVTCHN_BIND_INTERDOMAIN, &connect);
    if ( port < 0 )
        return server.events >= 0;

    server.port.port = (unsigned int)port;
    server.ring = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
                       backend, 0);
    if ( (void *)server.ring == MAP_FAILED )
        return false;
    if ( !fork() )
        serve();

    return store_shows("watched/device", NULL) &&
           store_shows("watched/backend", NULL);
}
