package dev.retort.infer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Run in a JVM of its own: prints every address that code opens a URL connection to, and lets nothing out.
public final class NetworkProbe {
    private NetworkProbe() {}

    public static void main(String[] arguments) throws IOException {
        URL.setURLStreamHandlerFactory(
                protocol -> Set.of("http", "https", "ftp").contains(protocol) ? new Trap() : null);
        Path directory = Path.of(arguments[1]);
        if (arguments[0].equals("student")) {
            try (Student student = Student.load(directory)) {
                System.out.println("predicted " + student.predict(List.of("profit")).get(0).label());
            }
        } else {
            try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(directory,
                    Map.of("modelMaxLength", "64"))) {
                System.out.println("tokenized " + tokenizer.encode("profit").getIds().length);
            }
        }
    }

    private static final class Trap extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            System.out.println("wanted " + url);
            throw new ConnectException("nothing leaves this test");
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
            return openConnection(url);
        }
    }
}
