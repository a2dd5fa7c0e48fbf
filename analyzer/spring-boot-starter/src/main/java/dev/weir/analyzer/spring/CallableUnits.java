package dev.weir.analyzer.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.filter.ServerHttpObservationFilter;

/**
 * A handler of a request may return a {@link Callable}, which another thread calls: without the
 * observation of the request, unless contexts are propagated. What it executes is of the request.
 */
final class CallableUnits implements CallableProcessingInterceptor {
  @Override
  public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
    ObservationUnits.Work work = work(request);
    if (work != null) {
      work.enter();
    }
  }

  @Override
  public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) {
    ObservationUnits.Work work = work(request);
    if (work != null) {
      work.leave();
    }
  }

  private static ObservationUnits.@Nullable Work work(NativeWebRequest request) {
    HttpServletRequest served = request.getNativeRequest(HttpServletRequest.class);
    return served == null
        ? null
        : ServerHttpObservationFilter.findObservationContext(served)
            .map(ObservationUnits::work)
            .orElse(null);
  }
}
