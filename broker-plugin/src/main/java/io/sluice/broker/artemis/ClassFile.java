package io.sluice.broker.artemis;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What one compiled class names: its own name and the classes, methods and fields in its constant pool, as The Java
 * Virtual Machine Specification, section 4.4, lays them down.
 *
 * @param name of the class, with slashes
 * @param classes named classes, with slashes; arrays as descriptors
 * @param members methods and fields that it calls or reads
 */
record ClassFile(String name, List<String> classes, List<Member> members) {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int NAME_AND_TYPE = 12;

    /**
     * A method or field.
     *
     * @param owner the class through which it is reached, with slashes
     * @param descriptor its types, as the class file writes them
     */
    record Member(String owner, String name, String descriptor) {

        boolean isMethod() {
            return descriptor.startsWith("(");
        }
    }

    static ClassFile read(InputStream bytes) throws IOException {
        DataInputStream in = new DataInputStream(bytes);
        if (in.readInt() != MAGIC) {
            throw new IOException("not a class file");
        }
        in.readInt();
        Pool pool = Pool.read(in);
        in.readUnsignedShort();
        return new ClassFile(pool.text(pool.first(in.readUnsignedShort())), pool.classes(), pool.members());
    }

    /** The constant pool: tags, texts, and the one or two places that each entry points to. */
    private record Pool(int[] tags, String[] texts, int[][] places) {

        static Pool read(DataInputStream in) throws IOException {
            int size = in.readUnsignedShort();
            Pool pool = new Pool(new int[size], new String[size], new int[size][2]);
            for (int i = 1; i < size; i++) {
                pool.readEntry(i, in);
                if (pool.tags[i] == LONG || pool.tags[i] == DOUBLE) {
                    i++; // those two take two places
                }
            }
            return pool;
        }

        private void readEntry(int place, DataInputStream in) throws IOException {
            tags[place] = in.readUnsignedByte();
            switch (tags[place]) {
                case UTF8 -> texts[place] = in.readUTF();
                case LONG, DOUBLE -> in.readLong();
                case CLASS, 8, 16, 19, 20 -> places[place][0] = in.readUnsignedShort();
                case 15 -> {
                    in.readUnsignedByte();
                    in.readUnsignedShort();
                }
                case 3, 4, FIELD, METHOD, INTERFACE_METHOD, NAME_AND_TYPE, 17, 18 -> {
                    places[place][0] = in.readUnsignedShort();
                    places[place][1] = in.readUnsignedShort();
                }
                default -> throw new IOException("unknown constant " + tags[place]);
            }
        }

        int first(int place) {
            return places[place][0];
        }

        String text(int place) {
            return texts[place];
        }

        List<String> classes() {
            List<String> found = new ArrayList<>();
            for (int i = 1; i < tags.length; i++) {
                if (tags[i] == CLASS) {
                    found.add(texts[places[i][0]]);
                }
            }
            return found;
        }

        List<Member> members() {
            List<Member> found = new ArrayList<>();
            for (int i = 1; i < tags.length; i++) {
                if (tags[i] == FIELD || tags[i] == METHOD || tags[i] == INTERFACE_METHOD) {
                    int[] nameAndType = places[places[i][1]];
                    found.add(new Member(texts[first(places[i][0])], texts[nameAndType[0]], texts[nameAndType[1]]));
                }
            }
            return found;
        }
    }
}
