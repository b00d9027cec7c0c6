package dev.retort.bill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The study's figures, to the digits it prints.
class CaseStudyTest {

    @Test
    void studentsCostWhatTheStudySays() {
        assertThat(round(CaseStudy.studentOnT4().money(), 2)).isEqualTo("2.71");
        assertThat(round(CaseStudy.studentOnT4().time(), 2)).isEqualTo("4.52");
        assertThat(round(CaseStudy.studentOnA10g().money(), 2)).isEqualTo("4.90");
        assertThat(round(CaseStudy.studentOnCpu().money(), 2)).isEqualTo("7.31");
    }

    @Test
    void llmsCostWhatTheStudySays() {
        assertThat(round(CaseStudy.gpt35().money(), 2)).isEqualTo("153.08");
        assertThat(round(CaseStudy.gpt4().money(), 2)).isEqualTo("3061.61");
    }

    @Test
    void meanPromptRoundsToThePrintedOneWhichAloneMissesByACent() {
        assertThat("%.2f".formatted(CaseStudy.TOKENS.prompt())).isEqualTo("297.16");
        assertThat("%.2f".formatted(297.16 * 10 + 3 * 30)).isEqualTo("3061.60");
    }

    @Test
    void gpt4UsesTheEnergyTheStudySays() {
        Bill gpt4 = CaseStudy.gpt4();
        assertThat(range(gpt4.energy(), 0)).isEqualTo("1700 to 2600");
        Figure.Between tonnes = between(gpt4.co2e().times(0.001, Unit.KILOGRAMS, "in tonnes"));
        assertThat(digits(tonnes.low(), 3) + " to " + digits(tonnes.high(), 1)).isEqualTo("0.735 to 1.1");
        assertThat(range(CaseStudy.miles(gpt4.co2e()), 0)).isEqualTo("1885 to 2883");
    }

    @Test
    void studentOnT4EmitsWhatTheStudySays() {
        assertThat(round(CaseStudy.studentOnT4().energy(), 4)).isEqualTo("0.3162");
        assertThat(round(CaseStudy.studentOnT4().co2e(), 2)).isEqualTo("0.12");
    }

    @Test
    void whatTheStudyDoesNotSayIsNotKnown() {
        assertThat(CaseStudy.gpt35().energy()).isInstanceOf(Figure.NotKnown.class);
        assertThat(CaseStudy.gpt4().time()).isInstanceOf(Figure.NotKnown.class);
        assertThat(CaseStudy.studentOnA10g().co2e()).isInstanceOf(Figure.NotKnown.class);
    }

    @Test
    void theBuiltInTablesGiveTheSameFigures() {
        Factors factors = Factors.builtIn();
        ModelPrice price = factors.prices().find("gpt-4-0125-preview").orElseThrow();
        Bill gpt4 = PerMillionTexts.teacher("GPT-4", CaseStudy.TOKENS, "the study", 1, Optional.of(price),
                Figure.notKnown(Unit.HOURS, "-"), Figure.notKnown(Unit.KILOWATT_HOURS, "-"),
                factors.grids().find("USA"));
        assertThat(round(gpt4.money(), 2)).isEqualTo("3061.61");
        ModelPrice gpt35 = factors.prices().find("openai/gpt-3.5-turbo-0125").orElseThrow();
        assertThat(digits(gpt35.dollars(297.161, 0, 3) * 1e6, 2)).isEqualTo("153.08");
        Bill t4 = PerMillionTexts.student("T4", Figure.measured(61.49, Unit.TEXTS_PER_SECOND, "test"),
                Figure.measured(0.6, Unit.DOLLARS_PER_HOUR, "test"), factors.powers().find("t4"),
                factors.grids().find("AWS us-east-1"), 1);
        assertThat(t4.co2e().number()).isEqualTo(CaseStudy.studentOnT4().co2e().number());
    }

    @Test
    void everyRowIsInTheColumn() {
        assertThat(CaseStudy.asPublished()).extracting(Bill::of).containsExactlyElementsOf(
                List.of("student on an NVIDIA T4", "student on an NVIDIA A10G", "student on an Intel Ice Lake CPU",
                        "GPT-3.5", "GPT-4"));
        assertThat(CaseStudy.speeds()).hasSize(3);
        assertThat(CaseStudy.gpt4().money().toString())
                .contains("297.16 tokens in x $10.0", "the case study");
    }

    private static String round(Figure figure, int digits) {
        return digits(figure.number().orElseThrow(), digits);
    }

    private static String range(Figure figure, int digits) {
        return digits(between(figure).low(), digits) + " to " + digits(between(figure).high(), digits);
    }

    private static Figure.Between between(Figure figure) {
        assertThat(figure).isInstanceOf(Figure.Between.class);
        return (Figure.Between) figure;
    }

    private static String digits(double value, int digits) {
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
