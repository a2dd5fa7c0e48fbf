package dev.weir.bench;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ATHROW;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.function.Supplier;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Completes an abstract class of this package: each method that it leaves open throws. So the
 * fixtures show only what is called of the hundreds of methods of JDBC, and what is called runs as
 * any plain class does.
 */
final class Completion {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final String UNSUPPORTED =
      Type.getInternalName(UnsupportedOperationException.class);

  private Completion() {}

  /**
   * Makes the final subclass of a class that has a constructor without arguments.
   *
   * @return makes an instance of it
   */
  static <T> Supplier<T> of(Class<T> type) {
    try {
      Constructor<?> constructor = LOOKUP.defineClass(bytes(type)).getConstructor();
      return () -> type.cast(make(constructor));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object make(Constructor<?> constructor) {
    try {
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Class<?> type) {
    String parent = Type.getInternalName(type);
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(V17, ACC_PUBLIC | ACC_FINAL, parent + "Complete", null, parent, null);
    MethodVisitor constructor = writer.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
    constructor.visitCode();
    constructor.visitVarInsn(ALOAD, 0);
    constructor.visitMethodInsn(INVOKESPECIAL, parent, "<init>", "()V", false);
    constructor.visitInsn(RETURN);
    constructor.visitMaxs(0, 0);
    constructor.visitEnd();
    for (Method method : type.getMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        refuse(writer, method);
      }
    }
    writer.visitEnd();
    return writer.toByteArray();
  }

  private static void refuse(ClassWriter writer, Method method) {
    MethodVisitor code =
        writer.visitMethod(
            ACC_PUBLIC, method.getName(), Type.getMethodDescriptor(method), null, null);
    code.visitCode();
    code.visitTypeInsn(NEW, UNSUPPORTED);
    code.visitInsn(DUP);
    code.visitLdcInsn("the instant driver lacks " + method);
    code.visitMethodInsn(INVOKESPECIAL, UNSUPPORTED, "<init>", "(Ljava/lang/String;)V", false);
    code.visitInsn(ATHROW);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
