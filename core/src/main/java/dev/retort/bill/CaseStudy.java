package dev.retort.bill;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// The case study's own arithmetic, from its own inputs: the column 'as published'. It counts one request for each
/// text and 3 generated tokens; our own comparison counts all votes and the tokens of the reasons, so it is dearer for
/// teachers that reason.
///
/// Two inputs carry one digit more than the study prints, because its results need it:
///
/// - The mean prompt is printed as 297.16 tokens. GPT-3.5 at $153.08 and GPT-4 at $3,061.61 both hold only for a mean
///   from 297.1605 to 297.1615; 297.16 itself would give $3,061.60.
/// - A mile is printed as 3.90e-4 t. At exactly that, 2,600 kWh are 2,884 miles; the study's 1,885 and 2,883, both cut
///   to whole miles, hold from just above 3.9000e-4 to 3.9013e-4. We take 3.9006e-4, the middle.
public final class CaseStudy {
    private static final Source STUDY = Source.of("the case study", "2024-02-16");

    /// Mean tokens of the chain-of-thought prompt in GPT-4's encoding, and of a bare label.
    public static final Tokens TOKENS = new Tokens(297.161, 3);

    /// t CO2e per kWh delivered: the US average output of 2019, 884.2 lb/MWh, over 7.3 % grid losses.
    private static final double TONNES_PER_KILOWATT_HOUR = 4.326e-4;
    private static final double TONNES_PER_MILE = 3.9006e-4;

    private static final Figure GRAMS_PER_KILOWATT_HOUR = Figure.published(TONNES_PER_KILOWATT_HOUR * 1e6,
            Unit.GRAMS_PER_KILOWATT_HOUR, Source.undated("EPA, US average of 2019"));
    private static final Figure NO_PUBLISHED_WATTS = Figure.notKnown(Unit.WATTS, "the study gives none");
    private static final Figure NO_PUBLISHED_GRID = Figure.notKnown(Unit.GRAMS_PER_KILOWATT_HOUR,
            "the study gives none");

    private static final List<Speed> SPEEDS = List.of(speed("student on an NVIDIA T4", 61.49, 0.128),
            speed("student on an NVIDIA A10G", 73.63, 0.106),
            speed("student on an Intel Ice Lake CPU", 4.56, 0.875));

    /// How fast the study's student is on a machine: 2,000 texts in batches of 8.
    ///
    /// @param latency seconds of one batch
    public record Speed(String of, Figure textsPerSecond, Figure latency) {}

    private CaseStudy() {}

    public static List<Speed> speeds() {
        return SPEEDS;
    }

    private static Speed speed(String of, double textsPerSecond, double latency) {
        return new Speed(of, Figure.published(textsPerSecond, Unit.TEXTS_PER_SECOND, STUDY),
                Figure.published(latency, Unit.SECONDS, STUDY));
    }

    /// A million texts by the study's student on three machines and by two LLMs, in the study's order.
    public static List<Bill> asPublished() {
        return List.of(studentOnT4(), studentOnA10g(), studentOnCpu(), gpt35(), gpt4());
    }

    /// At $0.60 an hour, 70 W, in AWS us-east-1.
    public static Bill studentOnT4() {
        return student(SPEEDS.get(0), 0.60, Figure.published(70, Unit.WATTS, STUDY),
                Figure.published(367.8, Unit.GRAMS_PER_KILOWATT_HOUR, STUDY));
    }

    public static Bill studentOnA10g() {
        return student(SPEEDS.get(1), 1.30, NO_PUBLISHED_WATTS, NO_PUBLISHED_GRID);
    }

    public static Bill studentOnCpu() {
        return student(SPEEDS.get(2), 0.12, NO_PUBLISHED_WATTS, NO_PUBLISHED_GRID);
    }

    public static Bill gpt35() {
        return llm("GPT-3.5", 0.5, 1.5,
                Figure.notKnown(Unit.KILOWATT_HOURS, "the study gives energy for GPT-4 alone"), NO_PUBLISHED_GRID);
    }

    public static Bill gpt4() {
        return llm("GPT-4", 10, 30,
                new Figure.Between(0.0017, 0.0026, Unit.KILOWATT_HOURS, Basis.PUBLISHED, "", STUDY),
                GRAMS_PER_KILOWATT_HOUR);
    }

    /// CO2e as the miles that an average car drives, cut to whole miles.
    public static Figure miles(Figure co2e) {
        String formula = "kg / 1000 / 3.9006e-4 t a mile, cut to whole miles";
        return switch (co2e) {
            case Figure.Known known -> Figure.estimated(miles(known.value()), Unit.MILES, formula, known.source());
            case Figure.Between range -> new Figure.Between(miles(range.low()), miles(range.high()), Unit.MILES,
                    Basis.ESTIMATED, formula, range.source());
            case Figure.NotKnown unknown -> Figure.notKnown(Unit.MILES, unknown.why());
        };
    }

    private static double miles(double kilograms) {
        return Math.floor(kilograms / 1000 / TONNES_PER_MILE);
    }

    private static Bill student(Speed speed, double dollarsPerHour, Figure watts, Figure grid) {
        return PerMillionTexts.student(speed.of(), speed.textsPerSecond(),
                Figure.published(dollarsPerHour, Unit.DOLLARS_PER_HOUR, STUDY), watts, grid, 1);
    }

    /// @param input dollars per million tokens
    private static Bill llm(String of, double input, double output, Figure requestEnergy, Figure grid) {
        var price = new ModelPrice(of, Optional.empty(), input, output, OptionalDouble.empty(), STUDY);
        return PerMillionTexts.teacher(of, TOKENS, STUDY.name(), 1, Optional.of(price),
                Figure.notKnown(Unit.HOURS, "depends on the host's rate limits"), requestEnergy, grid);
    }
}
