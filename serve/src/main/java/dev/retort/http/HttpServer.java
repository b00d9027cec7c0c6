package dev.retort.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Listens, reads requests within their limits, and has an [Endpoint] answer them.
public final class HttpServer implements AutoCloseable {
    private static final Duration SWEEP = Duration.ofMillis(100);

    private final HttpOptions options;
    private final Endpoint endpoint;
    private final Consumer<Throwable> failures;
    private final EventLoopGroup loops;
    private final Channel listening;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicLong bodiesBytes = new AtomicLong();
    private volatile boolean draining;

    private HttpServer(HttpOptions options, Endpoint endpoint, Consumer<Throwable> failures) {
        this.options = options;
        this.endpoint = endpoint;
        this.failures = failures;
        InetSocketAddress address = address(options);
        this.loops = new MultiThreadIoEventLoopGroup(options.threads(),
                new DefaultThreadFactory("retort-http", true), NioIoHandler.newFactory());
        try {
            this.listening = listen(address);
        } catch (RuntimeException failure) {
            stop(loops);
            throw failure;
        }
        var _ = loops.next().scheduleWithFixedDelay(this::sweep, SWEEP.toMillis(), SWEEP.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /// @param failures hears of what an endpoint threw
    /// @throws HttpException if the address cannot be listened on
    public static HttpServer start(HttpOptions options, Endpoint endpoint, Consumer<Throwable> failures) {
        return new HttpServer(options, endpoint, failures);
    }

    private static InetSocketAddress address(HttpOptions options) {
        try {
            return new InetSocketAddress(InetAddress.getByName(options.host()), options.port());
        } catch (UnknownHostException unknown) {
            throw new HttpException("cannot listen on '%s': no such host; name an address of this machine"
                    .formatted(options.host()), unknown);
        }
    }

    private Channel listen(InetSocketAddress address) {
        var bootstrap = new ServerBootstrap().group(loops).channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true).option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true).childHandler(new Pipeline());
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new HttpException("cannot listen on %s:%d (%s); choose another address or port".formatted(
                    options.host(), options.port(), bound.cause().getMessage()), bound.cause());
        }
        return bound.channel();
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            var connection = new Connection(HttpServer.this);
            channel.pipeline().addLast(new FirstBytes(connection), new HttpServerCodec(new HttpDecoderConfig()
                    .setMaxInitialLineLength(options.maxHeadBytes()).setMaxHeaderSize(options.maxHeadBytes())),
                    connection);
        }
    }

    /// Stands before the decoder, which keeps a head to itself until it is whole.
    private static final class FirstBytes extends ChannelInboundHandlerAdapter {
        private final Connection connection;

        FirstBytes(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf) {
                connection.bytesCame();
            }
            context.fireChannelRead(message);
        }
    }

    HttpOptions options() {
        return options;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    boolean draining() {
        return draining;
    }

    /// @return whether there was room for it
    boolean opened(Connection connection) {
        connections.add(connection);
        return connections.size() <= options.maxConnections();
    }

    void closed(Connection connection) {
        connections.remove(connection);
    }

    boolean reserveBody(int bytes) {
        if (bodiesBytes.addAndGet(bytes) <= options.maxBodiesBytes()) {
            return true;
        }
        bodiesBytes.addAndGet(-bytes);
        return false;
    }

    void freeBody(int bytes) {
        bodiesBytes.addAndGet(-bytes);
    }

    void failed(Throwable bug) {
        failures.accept(bug);
    }

    private void sweep() {
        long now = System.nanoTime();
        connections.forEach(connection -> connection.sweep(now));
    }

    /// The port that is listened on.
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /// Open connections.
    public int connections() {
        return connections.size();
    }

    /// Bytes of bodies that are being read or answered.
    public long bodiesBytes() {
        return bodiesBytes.get();
    }

    /// From now on answers close their connections. Waits until all requests that have come whole are answered.
    ///
    /// @param most to wait
    /// @return whether they are
    public boolean drain(Duration most) throws InterruptedException {
        draining = true;
        connections.forEach(Connection::closeIfIdle);
        long end = System.nanoTime() + most.toNanos();
        while (connections.stream().anyMatch(Connection::busy)) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return true;
    }

    /// Stops listening and breaks off what is under way; see [#drain(Duration)].
    @Override
    public void close() {
        draining = true;
        var _ = listening.close().awaitUninterruptibly();
        stop(loops);
    }

    private static void stop(EventLoopGroup loops) {
        var _ = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
