package dev.retort.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/// The page is well-formed, self-contained and says nothing but text where users wrote something.
class WellFormedTest {
    private static final String HOSTILE = "</td></table></style><script>alert(1)</script><img src=x onerror=alert(2)>"
            + " \" ' ` & &amp; ]]> --> <!-- ${7*7} 👩‍🚀 שלום \u202e rtl \u0000\u0007\u001b \ud83d \udc00 \uffff {{x}}"
            + " javascript:alert(3) {braces} $unsafe{x} @if(x)";

    static Stream<ReportData> pages() {
        return Stream.of(Examples.full(), Examples.withoutReferences(), Examples.withoutStudent(), Examples.empty(),
                Examples.withLabels(2), Examples.withLabels(20), Examples.saying(HOSTILE), Examples.saying("\u0000x"),
                Examples.saying("x".repeat(60_000)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void isWellFormedAndSelfContained(ReportData data) throws Exception {
        Document page = parse(ReportPage.render(data));
        assertThat(elements(page, "script")).singleElement()
                .satisfies(script -> assertThat(script.getTextContent()).contains("'use strict'"));
        assertThat(elements(page, "*")).allSatisfy(element -> {
            var attributes = element.getAttributes();
            for (int at = 0; at < attributes.getLength(); at++) {
                String name = attributes.item(at).getNodeName();
                assertThat(name).doesNotStartWith("on").isNotIn("src", "srcset", "style", "action", "formaction");
                if (name.equals("href")) {
                    assertThat(attributes.item(at).getNodeValue()).startsWith("#");
                }
            }
            assertThat(element.getTagName()).isNotIn("img", "link", "iframe", "object", "embed", "base", "form");
        });
        assertThat(Assets.STYLE).doesNotContain("url(").doesNotContain("@import");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void isAccessible(ReportData data) throws Exception {
        Document page = parse(ReportPage.render(data));
        assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
        assertThat(elements(page, "h1")).hasSize(1);
        assertThat(elements(page, "th")).allSatisfy(th -> assertThat(th.getAttribute("scope")).isNotEmpty());
        assertThat(elements(page, "table")).allSatisfy(table -> assertThat(elements(table, "caption")).hasSize(1));
        assertThat(elements(page, "svg")).allSatisfy(svg -> {
            assertThat(svg.getAttribute("role")).isEqualTo("img");
            assertThat(elements(svg, "title")).isNotEmpty();
        });
        var ids = new HashSet<String>();
        assertThat(elements(page, "*").stream().map(element -> element.getAttribute("id")).filter(id -> !id.isEmpty()))
                .allMatch(ids::add, "unique id");
        assertThat(elements(page, "a").stream().map(a -> a.getAttribute("href").substring(1))).allMatch(ids::contains);
        assertThat(elements(page, "*").stream().map(element -> element.getAttribute("aria-labelledby"))
                .filter(id -> !id.isEmpty())).allMatch(ids::contains);
    }

    @Test
    void hostileTextsStandAsText() throws Exception {
        Document page = parse(ReportPage.render(Examples.saying(HOSTILE)));
        String shown = HOSTILE.replace('\u0000', '\u2400').replace('\u0007', '\u2407').replace('\u001b', '\u241b')
                .replace('\ud83d' + " ", "\ufffd ").replace("\udc00 ", "\ufffd ").replace('\uffff', '\ufffd');
        List<String> texts = elements(page, "bdi").stream().map(Element::getTextContent).toList();
        assertThat(texts.stream().filter(text -> text.contains(shown)).count()).isGreaterThan(20);
        assertThat(elements(page, "title").getFirst().getTextContent()).startsWith(shown);
    }

    @Test
    void longTextsAreCut() {
        String page = ReportPage.render(Examples.saying("x".repeat(60_000)));
        assertThat(page).contains("(cut here; 60,000 characters in all)");
        String text = ReportPage.render(onlyTheText("y".repeat(10_000_000)));
        assertThat(text.length()).isLessThan(200_000);
    }

    private static ReportData onlyTheText(String text) {
        ReportData full = Examples.full();
        Differences differences = full.differences().orElseThrow();
        Difference one = differences.shown().getFirst();
        var changed = new Differences(differences.student(), differences.teacher(), differences.total(),
                List.of(new Difference(one.id(), text, one.reference(), one.teacher(), one.votesFor(), one.votes(),
                        List.of(text), one.student(), one.probability())),
                differences.order());
        return new ReportData(full.about(), full.references(), full.contenders(), full.votes(), full.agreements(),
                Optional.of(changed), full.together(), full.learning(), full.ways(), full.bill(), full.recipe());
    }

    @Test
    void everyCharacterOfTheFirstPlaneIsWrittenOrReplaced() throws Exception {
        var all = new StringBuilder();
        IntStream.rangeClosed(0, 0xffff).forEach(c -> all.append((char) c).append(' '));
        var output = new CleanOutput();
        output.writeContent(all.toString());
        parse("<p>" + output.toString().replace("&", "").replace("<", "").replace("]]>", "") + "</p>");
        assertThat(output.toString()).hasSameSizeAs(all).contains("\u2400").doesNotContain("\u0000", "\ud800",
                "\ufffe");
    }

    static Document parse(String page) throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setAttribute("jdk.xml.maxGeneralEntitySizeLimit", "0");
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        // The one HTML-ism: a boolean attribute without a value.
        String xml = page.replace("<details class=\"contender\" open>", "<details class=\"contender\" open=\"open\">");
        return builder.parse(new InputSource(new StringReader(xml)));
    }

    static List<Element> elements(Document page, String name) {
        return elements(page.getDocumentElement(), name);
    }

    static List<Element> elements(Element parent, String name) {
        var found = parent.getElementsByTagName(name);
        var elements = new ArrayList<Element>();
        for (int at = 0; at < found.getLength(); at++) {
            elements.add((Element) found.item(at));
        }
        return elements;
    }
}
