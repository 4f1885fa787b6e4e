vcl 4.1;

# Varnish 7 in front of an edge. Goes to /etc/varnish/default.vcl; what each part is for: varnish.md

backend edge {
    .host = "127.0.0.1";
    .port = "8000";
    .first_byte_timeout = 60s;  # a delta is held up to 25 s
    .between_bytes_timeout = 60s;
}

# Who may have things dropped: the machine that publishes.
acl publisher { "127.0.0.1"; "::1"; }

sub vcl_recv {
    if (req.url == "/-/purge") {
        if (req.method != "POST" || client.ip !~ publisher) {
            return (synth(404));
        }
        if (req.http.Cache-Tag !~ "^[a-z0-9,-]+$") {
            return (synth(400));
        }
        ban("obj.http.Cache-Tag ~ ^(" + regsuball(req.http.Cache-Tag, ",", "|") + ")$");
        return (synth(200));
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (synth(405));
    }
    unset req.http.Cookie;
    unset req.http.Authorization;
    if (req.url ~ "^/[^/]+/stream(\?|$)") {
        return (pipe);
    }
    # The edge leads every other query to the address without it: nothing to keep.
    if (req.url ~ "\?" && req.url !~ "\?at=[^&]*$") {
        return (pass);
    }
}

sub vcl_pipe {
    # Nothing after the stream on this connection: it would go past all of the above.
    set bereq.http.Connection = "close";
    # Bytes pass here as they are, so the edge may compress them.
    unset bereq.http.X-Varnish;
}

sub vcl_backend_response {
    # What cannot be kept is asked for again soon, and together; by default it is asked for by
    # everyone alone, for two minutes.
    if (beresp.status != 200 && beresp.status != 304 && !bereq.uncacheable) {
        set beresp.ttl = 1s;
        set beresp.grace = 0s;
        return (deliver);
    }
}

sub vcl_backend_error {
    # The edge is away: one of those who wait asks each second, not one after the other.
    set beresp.ttl = 1s;
    set beresp.grace = 0s;
    set beresp.http.Retry-After = "2";
}
