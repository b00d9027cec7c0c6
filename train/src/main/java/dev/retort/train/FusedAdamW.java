package dev.retort.train;

import java.util.List;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorType;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.global.torch;

/// libtorch's `_fused_adamw_`: AdamW for many tensors in a single pass over their memory. Its Java bindings lack it, so it
/// is called through the dispatcher, with its arguments on a stack, in the scope that is open.
///
/// @param step number of this update, from 1
/// @param rate learning rate
/// @param decay of weights
/// @param clip factor of the gradients, above 0
record FusedAdamW(double beta1, double beta2, double epsilon, int step, double rate, double decay, double clip) {
    private static final String NAME = "aten::_fused_adamw_";

    /// Moves values along their gradients. The lists are of the same length, tensors at one place of the same shape and
    /// dense; values and moments are changed in place, gradients may be scaled.
    void apply(List<Tensor> values, List<Tensor> gradients, List<Tensor> first, List<Tensor> second) {
        Tensor steps = torch.full(new long[0], new Scalar((double) step));
        var stack = new IValueVector(tensors(values), tensors(gradients), tensors(first), tensors(second),
                tensors(List.of()), tensors(values.stream().map(_ -> steps).toList()), new IValue(rate),
                new IValue(beta1), new IValue(beta2), new IValue(decay), new IValue(epsilon), new IValue(false),
                new IValue(false), divisor(), new IValue());
        Dispatcher.singleton().findSchemaOrThrow(NAME, "").callBoxed(stack);
    }

    /// Of the gradients; none where they are not clipped, which spares writing them back.
    private IValue divisor() {
        return clip == 1 ? new IValue() : new IValue(torch.full(new long[0], new Scalar(1 / clip)));
    }

    private static IValue tensors(List<Tensor> tensors) {
        var list = new GenericList(new Type.TypePtr(TensorType.get()));
        tensors.forEach(tensor -> list.push_back(new IValue(tensor)));
        return new IValue(list);
    }
}
