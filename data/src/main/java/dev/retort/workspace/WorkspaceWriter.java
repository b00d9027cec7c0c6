package dev.retort.workspace;

import dev.retort.files.DataFile;
import dev.retort.files.DataFormat;
import dev.retort.files.Problem;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Starts a workspace: writes a `retort.yaml` with comments that [Workspaces#load] reads without a problem. Overwrites
/// nothing.
public final class WorkspaceWriter {
    private static final String SAMPLE = """
            text,label
            The delivery came two days early and everything was in order.,positive
            "Great support: my question was answered within minutes, by a person.",positive
            The new version is much faster than the old one.,positive
            I would buy this lamp again at once.,positive
            "The parcel was torn, and a part was missing.",negative
            Nobody has answered my three letters.,negative
            It broke after a week and the shop will not take it back.,negative
            "Too loud, too heavy and too dear.",negative
            """;

    /// @param file the workspace file
    /// @param said what was made and guessed, for people, one line each
    public record Written(Path file, List<String> said) {
        public Written {
            said = List.copyOf(said);
        }
    }

    private WorkspaceWriter() {}

    /// A workspace to fill in, with eight made-up texts so that it can be tried at once.
    ///
    /// @param dir made if it is not there
    /// @throws WorkspaceException if it has a workspace file or a `texts.csv` already, or cannot be written
    public static Written blank(Path dir) {
        Path texts = dir.resolve("texts.csv");
        requireAbsent(dir.resolve(Workspace.FILE), "remove it or choose another directory");
        requireAbsent(texts, "write 'retort init %s --from %s' to start from it".formatted(dir, texts));
        write(texts, SAMPLE);
        ColumnGuess sample = ColumnGuess.of(DataFile.of(texts));
        Path file = dir.resolve(Workspace.FILE);
        write(file, new WorkspaceTemplate(nameOf(dir), "texts.csv", sample, true).text());
        return new Written(file,
                List.of("texts.csv: eight made-up texts to try; put your own there", file + ": every key explained"));
    }

    /// A workspace for the texts of a data file, which stays where it is.
    ///
    /// @param encoding of the data file, if that is CSV or JSONL
    /// @throws dev.retort.files.DataException if the data file is broken
    /// @throws WorkspaceException if the directory has a workspace file already or cannot be written
    public static Written fromData(Path dir, Path data, Charset encoding) {
        Path file = dir.resolve(Workspace.FILE);
        requireAbsent(file, "remove it or choose another directory");
        DataFormat format = DataFormat.ofPath(data).orElseThrow(() -> refused(data.toString(),
                "the extension names no data format; use .csv, .jsonl or .parquet"));
        DataFile source = new DataFile(data, data.toString(), format, encoding, ',',
                Optional.empty(), Optional.empty(), Optional.empty());
        ColumnGuess guess = ColumnGuess.of(source);
        write(file, new WorkspaceTemplate(nameOf(dir), pathFrom(dir, data), guess, false).text());
        var said = new ArrayList<>(guess.inWords());
        said.add(file + ": look through it, above all the instruction and the labels");
        return new Written(file, said);
    }

    /// The data file as the workspace file names it: relative where it lies in the workspace or beside it.
    private static String pathFrom(Path dir, Path data) {
        Path from = dir.toAbsolutePath().normalize();
        Path to = data.toAbsolutePath().normalize();
        boolean near = from.getParent() != null && to.startsWith(from.getParent());
        return (near ? from.relativize(to) : to).toString().replace('\\', '/');
    }

    private static String nameOf(Path dir) {
        return Optional.ofNullable(dir.toAbsolutePath().normalize().getFileName()).map(Path::toString)
                .orElse("workspace");
    }

    private static void requireAbsent(Path file, String remedy) {
        if (Files.exists(file)) {
            throw refused(file.toString(), "exists already; " + remedy);
        }
    }

    private static void write(Path file, String text) {
        try {
            Path parent = file.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException _) {
            throw refused(file.toString(), "exists already; remove it or choose another directory");
        } catch (IOException failure) {
            throw refused(file.toString(),
                    "cannot be written: " + (failure instanceof java.nio.file.AccessDeniedException
                            ? "no permission to write there"
                            : String.valueOf(failure.getMessage())));
        }
    }

    private static WorkspaceException refused(String file, String message) {
        return new WorkspaceException(List.of(Problem.of(file, message)));
    }
}
