package dev.retort.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// A Maven module: its name, the modules of ours that its code (not its tests) depends on, and its sources.
record Room(String name, Set<String> dependsOn, List<Source> sources) {
    private static final String PREFIX = "retort-";

    /// Reads a module directory.
    static Room read(Path directory) throws IOException {
        return new Room(directory.getFileName().toString(), dependencies(directory.resolve("pom.xml")),
                sources(directory.resolve("src/main/java")));
    }

    /// The modules that a root POM names.
    static List<String> modules(Path pom) throws IOException {
        return texts(parse(pom).getElementsByTagName("module"));
    }

    private static Set<String> dependencies(Path pom) throws IOException {
        var found = new HashSet<String>();
        var dependencies = parse(pom).getElementsByTagName("dependency");
        for (int i = 0; i < dependencies.getLength(); i++) {
            var dependency = (Element) dependencies.item(i);
            String artifact = texts(dependency.getElementsByTagName("artifactId")).getFirst();
            boolean ours = texts(dependency.getElementsByTagName("groupId")).contains("dev.retort");
            boolean test = texts(dependency.getElementsByTagName("scope")).contains("test");
            if (ours && !test) {
                found.add(artifact.substring(PREFIX.length()));
            }
        }
        return found;
    }

    private static List<Source> sources(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().map(Source::read).toList();
        }
    }

    private static Document parse(Path pom) throws IOException {
        try {
            return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        } catch (ParserConfigurationException | SAXException failure) {
            throw new IOException(pom + ": " + failure.getMessage(), failure);
        }
    }

    private static List<String> texts(org.w3c.dom.NodeList nodes) {
        return Stream.iterate(0, i -> i < nodes.getLength(), i -> i + 1)
                .map(i -> nodes.item(i).getTextContent().strip())
                .toList();
    }
}
