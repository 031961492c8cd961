package io.sluice.examples.images;

/** Those who want to hear of images, and of which: what their filter policies say in {@code sluice.yaml}, said in Java. */
public enum ImageReader {
    /** Makes small pictures: of new images, not of videos. */
    THUMBNAILS {
        @Override
        public boolean wants(ImageEvent event) {
            return event.isCreated() && event.contentType().startsWith("image/");
        }
    },

    /** Keeps everything. */
    AUDIT {
        @Override
        public boolean wants(ImageEvent event) {
            return true;
        }
    },

    /** Looks at large objects of users elsewhere; what it asks for is in the body. */
    FRAUD {
        @Override
        public boolean wants(ImageEvent event) {
            return event.size() > 5_000_000
                    && !event.country().equals("de")
                    && !event.country().equals("fr");
        }
    },

    /** A web hook, for what belongs to partners. */
    PARTNERS {
        @Override
        public boolean wants(ImageEvent event) {
            return !event.partner().isEmpty();
        }
    },

    /** A JMS durable subscriber that shows new images that everybody may see. */
    GALLERY {
        @Override
        public boolean wants(ImageEvent event) {
            return event.isCreated() && event.shared();
        }
    };

    /** Whether it is to get the event. */
    public abstract boolean wants(ImageEvent event);
}
