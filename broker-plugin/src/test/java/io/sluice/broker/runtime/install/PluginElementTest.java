package io.sluice.broker.runtime.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.broker.runtime.install.PluginElement.Insertion;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The element goes into a broker.xml and out again, and every other character stays where it was. */
class PluginElementTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<configuration xmlns=\"urn:activemq\">\n   <core xmlns=\"urn:activemq:core\">\n      <name>a</name>\n   </core>\n</configuration>\n",
                "<?xml version='1.0'?><!-- </core> --><configuration>\r\n\t<core>\r\n\t\t<name>ä €</name>\r\n\t</core>\r\n</configuration>",
                "<configuration><core><name>${x:&lt;/core&gt;}</name></core></configuration>",
                "<configuration><core><!-- <broker-plugins> --><broker-plugins/></core></configuration>",
                "<configuration><core>\n  <broker-plugins>\n    <broker-plugin class-name=\"other\"/>\n  </broker-plugins>\n</core></configuration>",
                "\uFEFF<configuration>\n<core>\n<![CDATA[</core>]]>\n</core>\n</configuration>"
            })
    void comesAndGoesWithoutATrace(String text) throws Exception {
        // Given
        BrokerXml before = BrokerXml.parse(text, "broker.xml");

        // When
        Insertion insertion = PluginElement.addTo(before);

        // Then
        BrokerXml after = BrokerXml.parse(insertion.text(), "broker.xml");
        assertThat(before.ourPlugin()).isEmpty();
        assertThat(after.ourPlugin()).isPresent();
        assertThat(insertion.text().replace(insertion.added(), insertion.replaced()))
                .isEqualTo(text);
    }

    @Test
    void joinsThePluginsThatAreThereAndLooksLikeThem() throws Exception {
        // Given
        String text = """
                <configuration>
                  <core>
                    <broker-plugins>
                      <broker-plugin class-name="other"/>
                    </broker-plugins>
                  </core>
                </configuration>
                """;

        // When
        Insertion insertion = PluginElement.addTo(BrokerXml.parse(text, "broker.xml"));

        // Then
        assertThat(insertion.text()).isEqualTo("""
                <configuration>
                  <core>
                    <broker-plugins>
                      <broker-plugin class-name="other"/>
                      <broker-plugin class-name="io.sluice.broker.artemis.plugin.SluicePlugin">
                         <property key="config" value="sluice.yaml"/>
                      </broker-plugin>
                    </broker-plugins>
                  </core>
                </configuration>
                """);
    }

    @Test
    void isTakenOutAlsoAfterItWasEdited() throws Exception {
        // Given
        String text = """
                <configuration>
                  <core>
                    <broker-plugins>
                      <broker-plugin class-name="io.sluice.broker.artemis.plugin.SluicePlugin"/>
                      <broker-plugin class-name="other"/>
                    </broker-plugins>
                  </core>
                </configuration>
                """;
        BrokerXml xml = BrokerXml.parse(text, "broker.xml");

        // When
        String without = PluginElement.removeFrom(xml, xml.ourPlugin().orElseThrow());

        // Then
        assertThat(without)
                .isEqualTo(text.replaceFirst("(?m)^ *<broker-plugin class-name=\"io.sluice.*\n", ""))
                .contains("other");
    }

    @Test
    void refusesWhatIsNoConfigurationOfABrokerAndSaysWhere() {
        assertThatThrownBy(() -> BrokerXml.parse("<configuration>\n<core>\n</configuration>", "broker.xml"))
                .isInstanceOf(InstallRefusedException.class)
                .hasMessageStartingWith("broker.xml, line 3 is not well-formed XML");
        assertThatThrownBy(() -> BrokerXml.parse("<configuration/>", "broker.xml"))
                .isInstanceOf(InstallRefusedException.class)
                .hasMessageContaining("no element <core>");
    }

    @Test
    void keepsTheEncodingOfTheFileAndRefusesOneThatIsNotTrue() throws Exception {
        // Given
        String text = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><configuration><core>ä</core></configuration>";
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);

        // Then
        assertThat(EncodedText.decode(latin, "broker.xml").text()).isEqualTo(text);
        assertThat(EncodedText.decode(latin, "broker.xml").bytes()).isEqualTo(latin);
        byte[] notUtf8 = "<configuration><core>ä</core></configuration>".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> EncodedText.decode(notUtf8, "broker.xml"))
                .isInstanceOf(InstallRefusedException.class)
                .hasMessageContaining("is not in the encoding UTF-8");
    }
}
