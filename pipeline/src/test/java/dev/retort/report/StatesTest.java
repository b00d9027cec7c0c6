package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retort.dataset.ReferenceSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/// What the page says when something is missing.
class StatesTest {
    @Test
    void withoutReferenceLabelsNoAccuracyIsClaimed() throws Exception {
        var page = WellFormedTest.parse(ReportPage.render(Examples.withoutReferences()));
        String text = page.getDocumentElement().getTextContent().replace('\u00a0', ' ');
        assertThat(heading(page))
                .isEqualTo("There are no reference labels, so no accuracy is claimed; the student agrees"
                        + " with teacher cot x3 on 83.5 % of the texts.");
        assertThat(text).contains("150 texts lie in reports/sample-to-label.csv", "Unanimous votes of cot x3", "96.4 %",
                "Fleiss’ kappa", "0.963", "Cohen’s kappa", "0.748");
        assertThat(text).doesNotContain("Balanced accuracy", "Weighted F1", "Recall", "model-written", "expert labels");
        assertThat(WellFormedTest.elements(page, "svg")).as("the learning curves alone").hasSize(2);
    }

    @Test
    void withoutAStudentOnlyTeachersAreJudged() throws Exception {
        var page = WellFormedTest.parse(ReportPage.render(Examples.withoutStudent()));
        assertThat(heading(page)).isEqualTo("Teacher cot x3 reaches 97.3 % accuracy; no student has been trained yet.");
        assertThat(page.getDocumentElement().getTextContent())
                .contains("No student has been trained yet", "No student has been judged yet");
    }

    @Test
    void withoutAnythingThePageStillStands() throws Exception {
        var page = WellFormedTest.parse(ReportPage.render(Examples.empty()));
        assertThat(heading(page)).isEqualTo("Nothing has been judged against the reference labels yet.");
        assertThat(page.getDocumentElement().getTextContent()).contains("No teacher has annotated anything yet");
    }

    @Test
    void theSourceOfTheReferenceIsNamedWhereverFiguresStand() throws Exception {
        for (ReferenceSource source : ReferenceSource.values()) {
            var known = References.Known.of(source, 335, "A text left without a label counts as wrong.");
            var page = WellFormedTest.parse(ReportPage.render(Examples.report(Examples.SENTIMENT, known)));
            String words = "335 " + Words.labels(source);
            List<String> captions = WellFormedTest.elements(page, "caption").stream().map(Element::getTextContent)
                    .filter(caption -> caption.contains("against") || caption.contains("eference")).toList();
            assertThat(captions).hasSizeGreaterThan(9).allMatch(caption -> caption.contains(words));
            boolean warned = page.getDocumentElement().getTextContent().contains("not human experts");
            assertThat(warned).isEqualTo(source == ReferenceSource.MODEL);
        }
    }

    @Test
    void aNameFromRightToLeftCannotTurnTheVerdictAround() {
        assertThat(Words.inSentence("cot x3 ü")).isEqualTo("cot x3 ü");
        assertThat(Words.inSentence("שלום\u202e")).isEqualTo("\u2068שלום\u202e\u2069");
    }

    @Test
    void twentyLabelsFillTheMatrix() throws Exception {
        var page = WellFormedTest.parse(ReportPage.render(Examples.withLabels(20)));
        List<Element> matrices = WellFormedTest.elements(page, "table").stream()
                .filter(table -> table.getAttribute("class").startsWith("heat")).toList();
        assertThat(matrices).hasSize(4).allSatisfy(matrix -> {
            assertThat(matrix.getAttribute("class")).isEqualTo("heat many");
            assertThat(WellFormedTest.elements(matrix, "td")).hasSize(1 + 20 * 21);
        });
    }

    private static String heading(org.w3c.dom.Document page) {
        return WellFormedTest.elements(page, "h1").getFirst().getTextContent().replace('\u00a0', ' ');
    }
}
