package io.sluice.examples.images;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageScriptTest {

    @Test
    void isTheSameForTheSameSeedOnly() {
        // When
        ImageScript script = ImageScript.of(100, 7);

        // Then
        assertThat(script).isEqualTo(ImageScript.of(100, 7)).isNotEqualTo(ImageScript.of(100, 8));
        assertThat(script.events()).hasSize(100);
        assertThat(script.idsFor(ImageReader.AUDIT)).hasSize(100);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "AUDIT")
    void hasEventsForEachReaderAndOthersThatAreNotForIt(ImageReader reader) {
        // When
        ImageScript script = ImageScript.of(400, 42);

        // Then
        assertThat(script.idsFor(reader)).hasSizeBetween(50, 350);
    }

    @Test
    void saysInTheBodyWhatTheFraudDepartmentAsksFor() {
        // Given
        ImageEvent event = new ImageEvent("image-0001", "created", "image/png", 7, "us", "", true);

        // When
        String body = event.json();

        // Then
        assertThat(body)
                .isEqualTo("{\"id\":\"image-0001\",\"object\":{\"contentType\":\"image/png\",\"size\":7},"
                        + "\"user\":{\"country\":\"us\"}}");
    }
}
