#include "backend/cuda/plugin/rivals/cudnn_api.h"

namespace facet::cuda::cudnn {

Library::Library() : library_("cuDNN", "FACET_CUDNN_LIBRARY", {"libcudnn.so.9"}) {
  library_.find("cudnnCreate", create);
  library_.find("cudnnDestroy", destroy);
  library_.find("cudnnSetStream", set_stream);
  library_.find("cudnnGetVersion", version);
  library_.find("cudnnCreateTensorDescriptor", create_tensor);
  library_.find("cudnnDestroyTensorDescriptor", destroy_tensor);
  library_.find("cudnnSetTensor4dDescriptor", set_tensor);
  library_.find("cudnnCreateFilterDescriptor", create_filter);
  library_.find("cudnnDestroyFilterDescriptor", destroy_filter);
  library_.find("cudnnSetFilter4dDescriptor", set_filter);
  library_.find("cudnnCreateConvolutionDescriptor", create_convolution);
  library_.find("cudnnDestroyConvolutionDescriptor", destroy_convolution);
  library_.find("cudnnSetConvolution2dDescriptor", set_convolution);
  library_.find("cudnnSetConvolutionGroupCount", set_groups);
  library_.find("cudnnSetConvolutionMathType", set_math);
  library_.find("cudnnCreateActivationDescriptor", create_activation);
  library_.find("cudnnDestroyActivationDescriptor", destroy_activation);
  library_.find("cudnnSetActivationDescriptor", set_activation);
  library_.find("cudnnGetConvolutionForwardAlgorithm_v7", rank_forward);
  library_.find("cudnnGetConvolutionBackwardDataAlgorithm_v7", rank_data);
  library_.find("cudnnGetConvolutionBackwardFilterAlgorithm_v7", rank_weights);
  library_.find("cudnnConvolutionForward", forward);
  library_.find("cudnnConvolutionBiasActivationForward", forward_bias_activation);
  library_.find("cudnnConvolutionBackwardData", backward_data);
  library_.find("cudnnConvolutionBackwardFilter", backward_weights);
}

}  // namespace facet::cuda::cudnn
