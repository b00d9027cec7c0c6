package dev.retort.report;

import dev.retort.bill.Basis;
import dev.retort.bill.Figure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The verdict in one sentence and the few figures behind it.
record Headline(String verdict, List<Tile> tiles) {
    /// @param label what it is
    /// @param value the figure
    /// @param detail what the reader needs to judge it; may be empty
    record Tile(String label, String value, String detail) {}

    static Headline of(ReportData data) {
        Optional<Contender> student = data.students().stream().findFirst();
        Optional<Contender> teacher = best(data);
        var tiles = new ArrayList<Tile>();
        String verdict = switch (data.references()) {
            case References.Known _ -> judged(data, student, teacher, tiles);
            case References.None _ -> unjudged(data, student, teacher, tiles);
        };
        student.or(() -> teacher).ifPresent(contender -> {
            boolean both = student.isPresent() && teacher.isPresent();
            tiles.add(new Tile("Cost per million texts", Numbers.full(contender.dollars()),
                    compared(contender.dollars(), both, teacher, Contender::dollars)));
            tiles.add(new Tile("Speed", Numbers.full(contender.textsPerSecond()),
                    compared(contender.textsPerSecond(), both, teacher, Contender::textsPerSecond)));
        });
        return new Headline(verdict, List.copyOf(tiles));
    }

    /// The teacher to compare with: the most accurate one, else the one that taught the student, else the first.
    private static Optional<Contender> best(ReportData data) {
        return data.teachers().stream().filter(teacher -> teacher.evaluation().isPresent())
                .max(Comparator.comparingDouble(teacher -> accuracy(teacher)))
                .or(() -> data.learning().flatMap(curve -> data.teachers().stream()
                        .filter(teacher -> teacher.name().equals(curve.teacher())).findFirst()))
                .or(() -> data.teachers().stream().findFirst());
    }

    private static String judged(ReportData data, Optional<Contender> student, Optional<Contender> teacher,
            List<Tile> tiles) {
        student.filter(Headline::scored).ifPresent(s -> tiles.add(accuracyTile("Student", s)));
        teacher.filter(Headline::scored).ifPresent(t -> tiles.add(accuracyTile("Best teacher: " + name(t), t)));
        if (student.filter(Headline::scored).isPresent() && teacher.filter(Headline::scored).isPresent()) {
            return "The student reaches " + percent(student.get()) + " accuracy, teacher " + name(teacher.get()) + " "
                    + percent(teacher.get()) + cost(student.get(), teacher.get()) + ".";
        }
        if (student.filter(Headline::scored).isPresent()) {
            return "The student reaches " + percent(student.get()) + " accuracy.";
        }
        if (teacher.filter(Headline::scored).isPresent()) {
            String ending = data.students().isEmpty() ? "; no student has been trained yet." : ".";
            return "Teacher " + name(teacher.get()) + " reaches " + percent(teacher.get()) + " accuracy" + ending;
        }
        return "Nothing has been judged against the reference labels yet.";
    }

    private static String unjudged(ReportData data, Optional<Contender> student, Optional<Contender> teacher,
            List<Tile> tiles) {
        String verdict = "There are no reference labels, so no accuracy is claimed";
        Optional<Agreement> agreement = student.flatMap(s -> teacher.flatMap(t -> between(data, s, t)));
        agreement.ifPresent(a -> tiles.add(new Tile("Student and " + name(teacher.orElseThrow()) + " agree",
                Numbers.percent(a.observed()), "on " + Numbers.count(a.texts()) + " texts")));
        data.votes().stream().filter(votes -> votes.asked() > votes.texts()).findFirst().ifPresent(votes -> tiles
                .add(new Tile("Unanimous votes of " + votes.teacher(),
                        Numbers.percent((double) votes.unanimous() / votes.texts()),
                        Numbers.count(votes.unanimous()) + " of " + Numbers.count(votes.texts()) + " texts")));
        return agreement.map(a -> verdict + "; the student agrees with teacher " + name(teacher.orElseThrow())
                + " on " + Numbers.percent(a.observed()) + " of the texts.").orElse(verdict + ".");
    }

    private static Optional<Agreement> between(ReportData data, Contender one, Contender other) {
        var names = List.of(one.name(), other.name());
        return data.agreements().stream()
                .filter(a -> names.contains(a.first()) && names.contains(a.second())).findFirst();
    }

    private static String cost(Contender student, Contender teacher) {
        double mine = student.dollars().number().orElse(0.0);
        double other = teacher.dollars().number().orElse(0.0);
        if (mine == 0 || other == 0) {
            return "";
        }
        boolean guess = estimated(student.dollars()) || estimated(teacher.dollars());
        String about = guess ? "an estimated " : "";
        double times = other / mine;
        if (times >= 1.05) {
            return ", at " + about + "1/" + Numbers.ratio(times) + " of the cost";
        }
        return times <= 0.95 ? ", at " + about + Numbers.ratio(1 / times) + " times the cost" : ", at the same cost";
    }

    private static boolean estimated(Figure figure) {
        return figure.basisWord().equals(Basis.ESTIMATED.word());
    }

    private interface Pick {
        Figure of(Contender contender);
    }

    private static String compared(Figure mine, boolean both, Optional<Contender> teacher, Pick pick) {
        String basis = mine instanceof Figure.NotKnown ? "" : mine.basisWord();
        if (!both) {
            return basis;
        }
        Contender other = teacher.orElseThrow();
        String beside = name(other) + ": " + Numbers.full(pick.of(other));
        return basis.isEmpty() ? beside : basis + "; " + beside;
    }

    private static Tile accuracyTile(String who, Contender contender) {
        return new Tile(who, percent(contender), "accuracy, 95 % interval "
                + Numbers.range(contender.evaluation().orElseThrow().accuracyInterval()));
    }

    private static String name(Contender contender) {
        return Words.inSentence(contender.name());
    }

    private static boolean scored(Contender contender) {
        return contender.evaluation().isPresent();
    }

    private static String percent(Contender contender) {
        return Numbers.percent(accuracy(contender));
    }

    private static double accuracy(Contender contender) {
        return contender.evaluation().orElseThrow().accuracy();
    }
}
