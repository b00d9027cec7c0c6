package dev.retort.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// One client's connection: requests in, answers out, one at a time and in order. All on the connection's own event
/// loop; others only look at the phase and its deadline.
///
/// While a request is answered the connection is still read, since only that tells when the client has gone. Requests
/// that come in the meantime wait, and from then on nothing more is read.
final class Connection extends ChannelInboundHandlerAdapter {
    private static final long NEVER = Long.MAX_VALUE;
    /// How long what a refused client still sends is read and thrown away: closing at once would take the answer away
    /// from it.
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final FullHttpResponse CONTINUE = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
            HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER);

    private enum Phase {
        IDLE, HEAD, BODY, WORK, WRITE, LINGER
    }

    private final HttpServer server;
    private final Queue<Object> pending = new ArrayDeque<>();
    private volatile Phase phase = Phase.IDLE;
    private @Nullable ChannelHandlerContext context;
    private @Nullable HttpRequest head;
    private @Nullable Exchange exchange;
    private BodyBuffer body = new BodyBuffer();
    private boolean answered;
    private volatile long deadlineNanos = NEVER;

    Connection(HttpServer server) {
        this.server = server;
    }

    @Override
    public void channelActive(ChannelHandlerContext opened) {
        context = opened;
        enter(Phase.IDLE, server.options().idleTimeout());
        if (!server.opened(this)) {
            refuse(Refusal.TOO_MANY_CONNECTIONS);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext closed) {
        server.closed(this);
        freeBody();
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
        if (exchange != null) {
            exchange.gone();
        }
    }

    /// The first bytes of a request: from now on its head has to come.
    void bytesCame() {
        if (phase == Phase.IDLE) {
            enter(Phase.HEAD, server.options().headTimeout());
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        switch (phase) {
            case IDLE, HEAD, BODY -> read(message);
            case WORK, WRITE -> {
                pending.add(message);
                reading.channel().config().setAutoRead(false);
            }
            case LINGER -> ReferenceCountUtil.release(message);
        }
    }

    private void read(Object message) {
        try {
            if (message instanceof HttpRequest begun) {
                begin(begun);
            }
            if (message instanceof HttpContent part && phase == Phase.BODY) {
                append(part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest begun) {
        head = begun;
        DecoderResult decoded = begun.decoderResult();
        if (decoded.isFailure()) {
            refuse(refusal(decoded.cause()));
        } else if (HttpUtil.getContentLength(begun, 0L) > server.options().maxBodyBytes()) {
            refuse(Refusal.BODY_TOO_LARGE);
        } else if (begun.headers().contains(HttpHeaderNames.EXPECT) && !HttpUtil.is100ContinueExpected(begun)) {
            refuse(Refusal.EXPECTATION);
        } else {
            body = new BodyBuffer();
            enter(Phase.BODY, server.options().bodyTimeout());
            if (HttpUtil.is100ContinueExpected(begun)) {
                var _ = context().writeAndFlush(CONTINUE.retainedDuplicate());
            }
        }
    }

    private static Refusal refusal(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ -> Refusal.LINE_TOO_LONG;
            case TooLongHttpHeaderException _ -> Refusal.HEAD_TOO_LARGE;
            default -> Refusal.MALFORMED;
        };
    }

    private void append(HttpContent part) {
        int more = part.content().readableBytes();
        if (part.decoderResult().isFailure()) {
            refuse(Refusal.MALFORMED);
        } else if (body.length() + more > server.options().maxBodyBytes()) {
            refuse(Refusal.BODY_TOO_LARGE);
        } else if (!server.reserveBody(more)) {
            refuse(Refusal.BODIES_FULL);
        } else {
            body.append(part.content());
            if (part instanceof LastHttpContent) {
                dispatch();
            }
        }
    }

    private void dispatch() {
        if (head == null) {
            throw new IllegalStateException("a body without a head");
        }
        enter(Phase.WORK, null);
        var whole = new Exchange(new Request(head, body.whole(), remote()), System.nanoTime(),
                response -> context().executor().execute(() -> write(response)));
        exchange = whole;
        try {
            server.endpoint().handle(whole);
        } catch (RuntimeException bug) {
            server.failed(bug);
            whole.respond(server.endpoint().refuse(Refusal.FAILED));
        }
    }

    private String remote() {
        return context().channel().remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "?";
    }

    /// Whether a whole request is being answered.
    boolean busy() {
        Phase now = phase;
        return now == Phase.WORK || now == Phase.WRITE;
    }

    /// Answers instead of handling, and closes.
    private void refuse(Refusal refusal) {
        enter(Phase.WRITE, server.options().writeTimeout());
        freeBody();
        var _ = send(server.endpoint().refuse(refusal), false).addListener(_ -> linger());
    }

    private void linger() {
        enter(Phase.LINGER, LINGER);
        pending.forEach(ReferenceCountUtil::release);
        pending.clear();
        if (context().channel() instanceof SocketChannel socket && socket.isActive()) {
            var _ = socket.shutdownOutput();
            socket.config().setAutoRead(true);
        }
    }

    private void write(Response response) {
        if (head == null || !context().channel().isActive()) {
            return;
        }
        boolean stay = HttpUtil.isKeepAlive(head) && !server.draining();
        enter(Phase.WRITE, server.options().writeTimeout());
        exchange = null;
        freeBody();
        var _ = send(response, stay).addListener(sent -> {
            if (sent.isSuccess() && stay) {
                answered = true;
                enter(Phase.IDLE, server.options().idleTimeout());
                context().executor().execute(this::resume);
            } else {
                close();
            }
        });
    }

    private ChannelFuture send(Response response, boolean stay) {
        var headers = new DefaultHttpHeaders();
        response.headers().forEach(headers::set);
        if (response.status() != HttpResponseStatus.NO_CONTENT.code()) {
            headers.set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        }
        if (!stay) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else if (head != null && head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
        }
        return context().writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()), Unpooled.wrappedBuffer(response.body()), headers,
                new DefaultHttpHeaders()));
    }

    /// Goes on with requests that came while the one before was answered.
    private void resume() {
        while (phase == Phase.IDLE || phase == Phase.HEAD || phase == Phase.BODY) {
            Object next = pending.poll();
            if (next == null) {
                context().channel().config().setAutoRead(true);
                return;
            }
            read(next);
        }
    }

    /// The bytes of the body are given back once, when the answer is on its way or the client gone.
    private void freeBody() {
        server.freeBody(body.length());
        body = new BodyBuffer();
    }

    private void enter(Phase next, @Nullable Duration most) {
        phase = next;
        deadlineNanos = most == null ? NEVER : System.nanoTime() + most.toNanos();
    }

    /// Looks, from any thread, whether the time for what the connection is at is over.
    void sweep(long nowNanos) {
        long deadline = deadlineNanos;
        if (deadline != NEVER && nowNanos - deadline > 0) {
            context().executor().execute(this::expire);
        }
    }

    private void expire() {
        long deadline = deadlineNanos;
        if (deadline == NEVER || System.nanoTime() - deadline <= 0) {
            return;
        }
        switch (phase) {
            case HEAD, BODY -> refuse(Refusal.TOO_SLOW);
            case IDLE, WRITE, LINGER -> close();
            case WORK -> {
            }
        }
    }

    private void close() {
        var _ = context().close();
    }

    /// Closes the connection unless a request is under way. One that was not asked anything yet stays: its first request
    /// may be on its way, and is told that the server ends.
    void closeIfIdle() {
        context().executor().execute(() -> {
            if (answered && phase == Phase.IDLE && pending.isEmpty()) {
                close();
            }
        });
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext failing, Throwable cause) {
        var _ = failing.close(); // a connection that broke off; whoever waits for it hears of that in channelInactive
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("the connection is not open yet");
        }
        return context;
    }
}
