package dev.retort.train;

import java.nio.file.Path;

/// A training run in a process of its own, one line per event, to be killed from outside.
final class ChildTraining {
    private ChildTraining() {}

    public static void main(String[] arguments) throws Exception {
        Path base = Path.of(arguments[0]);
        Path work = Path.of(arguments[1]);
        Tiny.tuning().fit(Tiny.set(), Tiny.oftenSaved(), base, work,
                event -> System.out.println(event.getClass().getSimpleName()));
        System.out.println("Finished");
    }
}
