package dev.weir.analyzer.accept;

import dev.weir.analyzer.model.Acceptance;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** What the class file of one class accepts. */
final class AnnotatedClass extends ClassVisitor {
  private static final String ONE = Type.getDescriptor(Accepted.class);
  private static final String SEVERAL = Type.getDescriptor(Accepted.All.class);

  private final String name;
  private final List<Acceptance> found = new ArrayList<>();
  private final Consumer<String> wrong;

  private AnnotatedClass(String name, Consumer<String> wrong) {
    super(Opcodes.ASM9);
    this.name = name;
    this.wrong = wrong;
  }

  /**
   * Reads it.
   *
   * @param file of the class
   * @param name of the class
   * @param wrong is told of each annotation that says what cannot be: where it is, and why
   */
  static List<Acceptance> read(InputStream file, String name, Consumer<String> wrong)
      throws IOException {
    AnnotatedClass type = new AnnotatedClass(name, wrong);
    new ClassReader(file)
        .accept(type, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    return List.copyOf(type.found);
  }

  @Override
  public @Nullable AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
    return annotation(descriptor, name);
  }

  @Override
  public MethodVisitor visitMethod(
      int access,
      String method,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public @Nullable AnnotationVisitor visitAnnotation(String type, boolean visible) {
        return annotation(type, name + "." + method);
      }
    };
  }

  private @Nullable AnnotationVisitor annotation(String descriptor, String place) {
    if (descriptor.equals(ONE)) {
      return new Values(place);
    }
    if (!descriptor.equals(SEVERAL)) {
      return null;
    }
    return new AnnotationVisitor(Opcodes.ASM9) {
      @Override
      public AnnotationVisitor visitArray(String name) {
        return new AnnotationVisitor(Opcodes.ASM9) {
          @Override
          public AnnotationVisitor visitAnnotation(@Nullable String name, String descriptor) {
            return new Values(place);
          }
        };
      }
    };
  }

  /** Of one annotation. */
  private final class Values extends AnnotationVisitor {
    private final String place;
    private final List<String> codes = new ArrayList<>();
    private String reason = "";
    private @Nullable String owner;
    private String until = "";

    Values(String place) {
      super(Opcodes.ASM9);
      this.place = place;
    }

    @Override
    public void visit(@Nullable String name, Object value) {
      String text = value.toString();
      if ("reason".equals(name)) {
        reason = text;
      } else if ("owner".equals(name)) {
        owner = text.isEmpty() ? null : text;
      } else if ("until".equals(name)) {
        until = text;
      }
    }

    @Override
    public AnnotationVisitor visitArray(String name) {
      return new AnnotationVisitor(Opcodes.ASM9) {
        @Override
        public void visit(@Nullable String name, Object value) {
          codes.add(value.toString());
        }
      };
    }

    @Override
    public void visitEnd() {
      try {
        LocalDate last = until.isEmpty() ? null : Acceptances.date(until);
        for (String code : codes) {
          // With a dot at its end: no method whose name only begins so.
          found.add(new Acceptance(null, code, null, place + ".", reason, owner, last));
        }
      } catch (IllegalArgumentException e) {
        wrong.accept(place + ": " + e.getMessage());
      }
    }
  }
}
